/**
 * Names of ISO 639-2 that the list of codes and usual names (language-names.ts) has otherwise, groups of languages, and
 * what is no single language: each alternative, with the tag that its code comes to.
 */
const ISO_639_2 =
  'ace Achinese|ady Adygei|afa Afro-Asiatic languages|alg Algonquian languages|ang English, Old (ca.450-1100)|' +
  'apa Apache languages|arc Official Aramaic (700-300 BCE)|arc Imperial Aramaic (700-300 BCE)|arn Mapudungun|' +
  'art Artificial languages|ast Bable|ast Leonese|ast Asturleonese|ath Athapascan languages|' +
  'aus Australian languages|bad Banda languages|bai Bamileke languages|bas Basa|bat Baltic languages|bej Bedawiyet|' +
  'ber Berber languages|bho Bhojpuri|bho Bihari languages|bin Edo|bnt Bantu languages|btk Batak languages|byn Bilin|' +
  'cai Central American Indian languages|car Galibi Carib|ca Valencian|cau Caucasian languages|' +
  'cel Celtic languages|chp Dene Suline|cu Old Slavonic|cu Church Slavonic|cu Old Bulgarian|cu Old Church Slavonic|' +
  'cmc Chamic languages|sr-ME Montenegrin|cpe Creoles and pidgins, English based|' +
  'cpf Creoles and pidgins, French-based|cpp Creoles and pidgins, Portuguese-based|crh Crimean Turkish|' +
  'crp Creoles and pidgins|cus Cushitic languages|day Land Dayak languages|den Slave (Athapascan)|dv Dhivehi|' +
  'dv Maldivian|dra Dravidian languages|dum Dutch, Middle (ca.1050-1350)|nl Flemish|egy Egyptian (Ancient)|' +
  'enm English, Middle (1100-1500)|ak Fanti|fiu Finno-Ugrian languages|frm French, Middle (ca.1400-1600)|' +
  'fro French, Old (842-ca.1400)|ff Fulah|gem Germanic languages|gmh German, Middle High (ca.1050-1500)|' +
  'goh German, Old High (ca.750-1050)|grc Greek, Ancient (to 1453)|el Greek, Modern (1453-)|gsw Alemannic|' +
  'gsw Alsatian|srx Himachali languages|srx Western Pahari languages|hmn Mong|ii Nuosu|ijo Ijo languages|' +
  'ie Occidental|ia Interlingua (International Auxiliary Language Association)|inc Indic languages|' +
  'ine Indo-European languages|ira Iranian languages|iro Iroquoian languages|kac Jingpho|kl Greenlandic|' +
  'kar Karen languages|khi Khoisan languages|km Central Khmer|kho Sakan|ki Gikuyu|ky Kirghiz|kro Kru languages|' +
  'kj Kwanyama|lah Lahnda|li Limburgan|li Limburger|lb Letzeburgesch|luo Luo (Kenya and Tanzania)|lus Lushai|' +
  "map Austronesian languages|mga Irish, Middle (900-1200)|mic Mi'kmaq|mic Micmac|mis Uncoded languages|" +
  'mkh Mon-Khmer languages|mno Manobo languages|mun Munda languages|mus Creek|myn Mayan languages|' +
  'nah Nahuatl languages|nai North American Indian languages|nv Navaho|nr Ndebele, South|nd Ndebele, North|' +
  'nds Low Saxon|nds German, Low|nds Saxon, Low|new Nepal Bhasa|nic Niger-Kordofanian languages|' +
  'nn Nynorsk, Norwegian|nb Bokmål, Norwegian|non Norse, Old|nso Pedi|nso Sepedi|nub Nubian languages|' +
  'nwc Old Newari|nwc Classical Nepal Bhasa|ny Chewa|oc Occitan (post 1500)|or Oriya|os Ossetian|' +
  'ota Turkish, Ottoman (1500-1928)|oto Otomian languages|paa Papuan languages|pam Kapampangan|' +
  'peo Persian, Old (ca.600-400 B.C.)|phi Philippine languages|pra Prakrit languages|pro Provençal, Old (to 1500)|' +
  'pro Occitan, Old (to 1500)|rar Cook Islands Maori|roa Romance languages|ro Moldavian|ro Moldovan|rup Arumanian|' +
  'rup Macedo-Romanian|sai South American Indian languages|sal Salishan languages|sem Semitic languages|' +
  'sga Irish, Old (to 900)|sgn Sign Languages|si Sinhalese|sio Siouan languages|sit Sino-Tibetan languages|' +
  'sla Slavic languages|smi Sami languages|sog Sogdian|son Songhai languages|st Sotho, Southern|' +
  'ssa Nilo-Saharan languages|tai Tai languages|tkl Tokelau|tlh tlhIngan-Hol|tog Tonga (Nyasa)|' +
  'to Tonga (Tonga Islands)|tup Tupi languages|tut Altaic languages|tw Twi|ug Uighur|und Undetermined|' +
  'wak Wakashan languages|wal Wolaitta|wen Sorbian languages|xal Oirat|ypk Yupik languages|zbl Blissymbolics|' +
  'zbl Bliss|za Chuang|znd Zande languages|zxx Not applicable|zza Dimili|zza Dimli|zza Kirdki|zza Kirmanjki|' +
  'zza Zazaki';

/** Names as US schools and their systems have them, those of CALPADS among them. */
const SCHOOLS =
  'zh Mandarin|zh Putonghua|zh Mandarin Chinese|zh Chinese Mandarin|zh-Hans Chinese Simplified|zh-Hans Simplified Chinese|' +
  'zh-Hant Chinese Traditional|zh-Hant Traditional Chinese|yue Chinese Cantonese|yue Yue|yue Yue Chinese|yue Chinese (Yue)|yue Toishanese|yue Taishanese|' +
  'yue Toisan|nan Chaozhou|nan Chiuchow|nan Teochew|nan Taiwanese|nan Hokkien|nan Fukienese|fil Tagalog|fil Pilipino|' +
  'fa Farsi|fa-AF Dari|haz Hazaragi|ht Haitian|ht Creole|es Castellano|es Espanol|en English Only|my Myanmar|km Khmer|' +
  'km Cambodian|kjg Khmu|lo Laotian|mww Hmong Daw|mww White Hmong|ku Kurdish|ku Kurdi|ku Kurdish (Kurdi, Kurmanji)|' +
  'kmr Kurmanji|kmr Kurdish (Kurmanji)|ckb Sorani|ckb Kurdish (Sorani)|kar Karen|kyu Karenni|kyu Kayah|mix Mixteco|' +
  "mix Mixtec|zap Zapoteco|mam Mam|quc Quiche|quc Kiche|kek Kekchi|kjb Q'anjob'al|kjb Kanjobal|otq Queretaro Otomi|" +
  'nah Nahuatl|yua Yucatec Maya|tsz Purepecha|ilo Ilocano|ilo Ilokano|ceb Visayan|ch Guamanian|ase Sign Language|ase ASL|' +
  'gd Gaelic|gd Scots Gaelic|el Greek|bn Bangla|bn Bengali|pt-BR Brazilian Portuguese|kea Cabo Verdean|kea Cape Verdean|' +
  'kea Cape Verdean Creole|kea Kabuverdianu|jam Patois|jam Jamaican Patois|jam Jamaican Creole|cpe English-based creole|' +
  'cpf French-based creole|cpp Portuguese-based creole|ny Chichewa|fy Frisian|ikt Inuinnaqtun|rn Kirundi|' +
  'rw Ikinyarwanda|lg Luganda|st Sesotho|tn Setswana|sw Kiswahili|ff Fulani|ff Fulfulde|ff Pular|mnk Mandinka|ig Ibo|' +
  'ymm Maay Maay|ymm Af Maay|ti Tigrigna|ach Acholi|ium Mien|ium Iu Mien|ium Mien (Yao)|lhu Lahu|cld Chaldean|' +
  'aii Assyrian|cnh Hakha Chin|cnh Lai Chin|cfm Falam Chin|ctd Tedim|ctd Tedim Chin|zom Zomi|hlt Matu Chin|ro Rumanian|' +
  'uz Uzbeki|ypk Yupik|rom Romani|sr-Latn Serbo-Croatian|sr-Latn Serbo-Croatian (Bosnian, Croatian, Serbian)|' +
  "sr-Latn Bosnian/Croatian/Serbian|ksw S'gaw Karen|ht Haitian Creole|es Castilian|pa Punjabi|pa Panjabi|ps Pushto|" +
  'ps Pashtu|ug Uyghur|mis Other non-English languages';

/** Tag and name, the later ones before the earlier ones. */
export const MORE_LANGUAGE_NAMES: readonly (readonly [tag: string, name: string])[] = `${ISO_639_2}|${SCHOOLS}`
  .split('|')
  .map((entry) => [entry.slice(0, entry.indexOf(' ')), entry.slice(entry.indexOf(' ') + 1)] as const);
