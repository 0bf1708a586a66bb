import type { Random } from './random.js';

/**
 * Names by origin; families mostly keep to one. ISO-8859-1 has every letter, since that is what the district's export
 * writes.
 */
interface Origin {
  weight: number;
  women: string;
  men: string;
  families: string;
  /** Languages that such families ask for now and then, as a SIS writes them. */
  languages: readonly string[];
}

const origins: readonly Origin[] = [
  {
    weight: 30,
    women: 'Emily Hannah Megan Rachel Katherine Allison Brooke Claire Heather Molly Paige Abigail Lauren Sarah Nora',
    men: 'James Andrew Benjamin Daniel Ethan Matthew Nathan Ryan Samuel Thomas Tyler William Joshua Kevin Peter',
    families:
      "Adams Bennett Carter Clark Collins Foster Harris Hughes Lewis Mitchell Morgan Parker Reed Walker Wright Young O'Brien O'Connor",
    languages: [],
  },
  {
    weight: 22,
    women: 'María Lucía Sofía Camila Ximena Elena Rocío Inés Belén Gabriela Verónica Mónica Pilar Ángela Concepción',
    men: 'José Andrés Joaquín Martín Ramón Ángel Raúl César Héctor Óscar Iván Tomás Víctor Miguel Jesús',
    families:
      'García Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Núñez Muñoz Peña Ibáñez Castañeda Ordóñez Vásquez Gutiérrez Treviño',
    languages: ['es', 'Spanish', 'es-MX'],
  },
  {
    weight: 9,
    women: 'Aisha Amina Fadumo Hodan Ifrah Khadija Leila Nasra Sahra Yasmin',
    men: 'Abdi Ahmed Faisal Hassan Ibrahim Khalid Mahad Omar Yusuf Zakaria',
    families: 'Abdullahi Ali Farah Hussein Ismail Jama Mohamed Noor Osman Warsame',
    languages: ['so', 'Somali', 'ar', 'Arabic'],
  },
  {
    weight: 8,
    women: 'Linh Mai Thuy Huong Lan Xia Mei Jing Yan Ling',
    men: 'Minh Tuan Duc Long Hieu Wei Jun Bo Hao Lei',
    families: 'Nguyen Tran Pham Le Vo Chen Wang Zhang Liu Huang',
    languages: ['vi', 'Vietnamese', 'zh-Hans', 'Mandarin'],
  },
  {
    weight: 7,
    women: 'Aaliyah Imani Jasmine Kiara Nia Tamika Destiny Simone Zoë Renée',
    men: 'Andre Darnell Isaiah Jamal Malik Marcus Terrence Xavier Desmond Kwamé',
    families: 'Banks Brooks Coleman Freeman Grant Jefferson Robinson Washington Dupré Guillory',
    languages: [],
  },
  {
    weight: 7,
    women: 'Ananya Divya Kavya Meera Priya Shreya Anjali Nisha Pooja Sunita',
    men: 'Arjun Dev Karan Nikhil Rahul Rohan Sanjay Vikram Amit Suresh',
    families: 'Patel Sharma Gupta Singh Reddy Iyer Kumar Mehta Nair Rao',
    languages: ['gu', 'Hindi'],
  },
  {
    weight: 6,
    women: 'Noémie Chloé Hélène Geneviève Élodie Amélie Cécile Joséphine Solène Maëlle',
    men: 'François Étienne Rémi Jérôme Benoît Gaël Loïc Mathéo Hervé André',
    families: 'Lefèvre Bélanger Côté Gagné Thériault Lévesque Desjardins Fréchette Châtelain Bérubé',
    languages: ['fr', 'French'],
  },
  {
    weight: 5,
    women: 'Åsa Märta Liv Sigríð Þórdís Käthe Jutta Astrid Solveig Bjørg',
    men: 'Søren Bjørn Jürgen Göran Þór Håkon Lars Magnús Jörg Øyvind',
    families: 'Müller Schröder Weiß Jönsson Åkerström Sørensen Bjørnstad Krüger Björnsdóttir Strand',
    languages: ['de', 'sv'],
  },
  {
    weight: 4,
    women: 'Conceição Inês Luísa Júlia Letícia Catarina Antónia Flávia',
    men: 'João Antônio Luís Sérgio Flávio Caetano Fábio Vinícius',
    families: 'Gonçalves Conceição Magalhães Araújo Simões Falcão Corrêa Damião',
    languages: ['pt-BR', 'Portuguese'],
  },
  {
    weight: 2,
    women: 'Pa-Houa Mai-See Kia Bao Sheng Yer',
    men: 'Tou Fue Cheng Kou Pao Meng',
    families: 'Vang Xiong Yang Moua Lor Thao',
    languages: ['hmn', 'Hmong'],
  },
];

export interface Names {
  women: readonly string[];
  men: readonly string[];
  families: readonly string[];
  languages: readonly string[];
}

const lists: readonly (readonly [Names, number])[] = origins.map(({ weight, women, men, families, languages }) => [
  { women: women.split(' '), men: men.split(' '), families: families.split(' '), languages },
  weight,
]);

export type Sex = 'woman' | 'man';

/** The names of one origin. */
export const pickOrigin = (random: Random): Names => random.weighted(lists);

export const firstName = (random: Random, { women, men }: Names, sex: Sex): string =>
  random.pick(sex === 'woman' ? women : men);

/** Letters without accents and marks, in lower case: for email addresses. */
export function plainLetters(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[øð]/g, (letter) => (letter === 'ø' ? 'o' : 'd'))
    .replace(/þ/g, 'th')
    .replace(/æ/g, 'ae')
    .replace(/[^a-z]/g, '');
}
