/**
 * The languages of ISO 639 by code and usual English name. Not the platform's own (`Intl.DisplayNames`): browsers leave
 * two thirds of them out, and a newer Node would call some otherwise, so that one file would come to different values.
 */
const LANGUAGES =
  'aa Afar|ab Abkhazian|ae Avestan|af Afrikaans|ak Akan|am Amharic|an Aragonese|ar Arabic|as Assamese|av Avaric|' +
  'ay Aymara|az Azerbaijani|ba Bashkir|be Belarusian|bg Bulgarian|bh Bhojpuri|bi Bislama|bm Bambara|bn Bangla|' +
  'bo Tibetan|br Breton|bs Bosnian|ca Catalan|ce Chechen|ch Chamorro|co Corsican|cr Cree|cs Czech|cu Church Slavic|' +
  'cv Chuvash|cy Welsh|da Danish|de German|dv Divehi|dz Dzongkha|ee Ewe|el Greek|en English|eo Esperanto|' +
  'es Spanish|et Estonian|eu Basque|fa Persian|ff Fula|fi Finnish|fj Fijian|fo Faroese|fr French|' +
  'fy Western Frisian|ga Irish|gd Scottish Gaelic|gl Galician|gn Guarani|gu Gujarati|gv Manx|ha Hausa|he Hebrew|' +
  'hi Hindi|ho Hiri Motu|hr Croatian|ht Haitian Creole|hu Hungarian|hy Armenian|hz Herero|ia Interlingua|' +
  'id Indonesian|ie Interlingue|ig Igbo|ii Sichuan Yi|ik Inupiaq|io Ido|is Icelandic|it Italian|iu Inuktitut|' +
  'ja Japanese|jv Javanese|ka Georgian|kg Kongo|ki Kikuyu|kj Kuanyama|kk Kazakh|kl Kalaallisut|km Khmer|kn Kannada|' +
  'ko Korean|kr Kanuri|ks Kashmiri|ku Kurdish|kv Komi|kw Cornish|ky Kyrgyz|la Latin|lb Luxembourgish|lg Ganda|' +
  'li Limburgish|ln Lingala|lo Lao|lt Lithuanian|lu Luba-Katanga|lv Latvian|mg Malagasy|mh Marshallese|mi Māori|' +
  'mk Macedonian|ml Malayalam|mn Mongolian|mr Marathi|ms Malay|mt Maltese|my Burmese|na Nauru|nb Norwegian Bokmål|' +
  'nd North Ndebele|ne Nepali|ng Ndonga|nl Dutch|nn Norwegian Nynorsk|no Norwegian|nr South Ndebele|nv Navajo|' +
  'ny Nyanja|oc Occitan|oj Ojibwa|om Oromo|or Odia|os Ossetic|pa Punjabi|pi Pali|pl Polish|ps Pashto|pt Portuguese|' +
  'qu Quechua|rm Romansh|rn Rundi|ro Romanian|ru Russian|rw Kinyarwanda|sa Sanskrit|sc Sardinian|sd Sindhi|' +
  'se Northern Sami|sg Sango|si Sinhala|sk Slovak|sl Slovenian|sm Samoan|sn Shona|so Somali|sq Albanian|sr Serbian|' +
  'ss Swati|st Southern Sotho|su Sundanese|sv Swedish|sw Swahili|ta Tamil|te Telugu|tg Tajik|th Thai|ti Tigrinya|' +
  'tk Turkmen|tn Tswana|to Tongan|tr Turkish|ts Tsonga|tt Tatar|tw Akan|ty Tahitian|ug Uyghur|uk Ukrainian|ur Urdu|' +
  'uz Uzbek|ve Venda|vi Vietnamese|vo Volapük|wa Walloon|wo Wolof|xh Xhosa|yi Yiddish|yo Yoruba|za Zhuang|' +
  'zh Chinese|zu Zulu|ace Acehnese|ach Acoli|ada Adangme|ady Adyghe|aeb Tunisian Arabic|afh Afrihili|agq Aghem|' +
  'ain Ainu|akk Akkadian|akz Alabama|ale Aleut|aln Gheg Albanian|alt Southern Altai|ang Old English|ann Obolo|' +
  'anp Angika|arc Aramaic|arn Mapuche|aro Araona|arp Arapaho|arq Algerian Arabic|ars Najdi Arabic|arw Arawak|' +
  'ary Moroccan Arabic|arz Egyptian Arabic|asa Asu|ase American Sign Language|ast Asturian|atj Atikamekw|' +
  'avk Kotava|awa Awadhi|bal Baluchi|ban Balinese|bar Bavarian|bas Basaa|bax Bamun|bbc Batak Toba|bbj Ghomala|' +
  'bej Beja|bem Bemba|bew Betawi|bez Bena|bfd Bafut|bfq Badaga|bgc Haryanvi|bgn Western Balochi|bho Bhojpuri|' +
  'bik Bikol|bin Bini|bjn Banjar|bkm Kom|bla Siksiká|blo Anii|blt Tai Dam|bpy Bishnupriya|bqi Bakhtiari|bra Braj|' +
  'brh Brahui|brx Bodo|bss Akoose|bua Buriat|bug Buginese|bum Bulu|byn Blin|byv Medumba|cad Caddo|car Carib|' +
  'cay Cayuga|cch Atsam|ccp Chakma|ceb Cebuano|cgg Chiga|chb Chibcha|chg Chagatai|chk Chuukese|chm Mari|' +
  'chn Chinook Jargon|cho Choctaw|chp Chipewyan|chr Cherokee|chy Cheyenne|cic Chickasaw|ckb Central Kurdish|' +
  'clc Chilcotin|cop Coptic|cps Capiznon|crg Michif|crh Crimean Tatar|crj Southern East Cree|crk Plains Cree|' +
  'crl Northern East Cree|crm Moose Cree|crr Carolina Algonquian|crs Seselwa Creole French|csb Kashubian|' +
  'csw Swampy Cree|dak Dakota|dar Dargwa|dav Taita|del Delaware|den Slave|dgr Dogrib|din Dinka|dje Zarma|doi Dogri|' +
  'dsb Lower Sorbian|dtp Central Dusun|dua Duala|dum Middle Dutch|dyo Jola-Fonyi|dyu Dyula|dzg Dazaga|ebu Embu|' +
  'efi Efik|egl Emilian|egy Ancient Egyptian|eka Ekajuk|elx Elamite|enm Middle English|esu Central Yupik|' +
  'ewo Ewondo|ext Extremaduran|fan Fang|fil Filipino|fit Tornedalen Finnish|fon Fon|frc Cajun French|' +
  'frm Middle French|fro Old French|frp Arpitan|frr Northern Frisian|frs Eastern Frisian|fur Friulian|gaa Ga|' +
  'gag Gagauz|gan Gan Chinese|gay Gayo|gba Gbaya|gbz Zoroastrian Dari|gez Geez|gil Gilbertese|glk Gilaki|' +
  'gmh Middle High German|goh Old High German|gon Gondi|gor Gorontalo|got Gothic|grb Grebo|grc Ancient Greek|' +
  'gsw Swiss German|guc Wayuu|gur Frafra|guz Gusii|gwi Gwichʼin|hai Haida|hak Hakka Chinese|haw Hawaiian|' +
  'hax Southern Haida|hif Fiji Hindi|hil Hiligaynon|hit Hittite|hmn Hmong|hnj Hmong Njua|hsb Upper Sorbian|' +
  'hsn Xiang Chinese|hup Hupa|hur Halkomelem|iba Iban|ibb Ibibio|ikt Western Canadian Inuktitut|ilo Iloko|' +
  'inh Ingush|izh Ingrian|jam Jamaican Creole English|jbo Lojban|jgo Ngomba|jmc Machame|jpr Judeo-Persian|' +
  'jrb Judeo-Arabic|jut Jutish|kaa Kara-Kalpak|kab Kabyle|kac Kachin|kaj Jju|kam Kamba|kaw Kawi|kbd Kabardian|' +
  'kbl Kanembu|kcg Tyap|kde Makonde|kea Kabuverdianu|kek Qʼeqchiʼ|ken Kenyang|kfo Koro|kgp Kaingang|kha Khasi|' +
  'kho Khotanese|khq Koyra Chiini|khw Khowar|kiu Kirmanjki|kkj Kako|kln Kalenjin|kmb Kimbundu|koi Komi-Permyak|' +
  'kok Konkani|kos Kosraean|kpe Kpelle|krc Karachay-Balkar|kri Krio|krj Kinaray-a|krl Karelian|kru Kurukh|' +
  'ksb Shambala|ksf Bafia|ksh Colognian|kum Kumyk|kut Kutenai|kwk Kwakʼwala|kxv Kuvi|lad Ladino|lag Langi|' +
  'lah Western Panjabi|lam Lamba|lez Lezghian|lfn Lingua Franca Nova|lij Ligurian|lil Lillooet|liv Livonian|' +
  'lkt Lakota|lmo Lombard|lol Mongo|lou Louisiana Creole|loz Lozi|lrc Northern Luri|lsm Saamia|ltg Latgalian|' +
  'lua Luba-Lulua|lui Luiseno|lun Lunda|luo Luo|lus Mizo|luy Luyia|lzh Literary Chinese|lzz Laz|mad Madurese|' +
  'maf Mafa|mag Magahi|mai Maithili|mak Makasar|man Mandingo|mas Masai|mde Maba|mdf Moksha|mdr Mandar|men Mende|' +
  "mer Meru|mfe Morisyen|mga Middle Irish|mgh Makhuwa-Meetto|mgo Metaʼ|mic Mi'kmaw|min Minangkabau|mnc Manchu|" +
  'mni Manipuri|moe Innu-aimun|moh Mohawk|mos Mossi|mrj Western Mari|mua Mundang|mul Multiple languages|' +
  'mus Muscogee|mwl Mirandese|mwr Marwari|mwv Mentawai|mye Myene|myv Erzya|mzn Mazanderani|nan Min Nan Chinese|' +
  'nap Neapolitan|naq Nama|nds Low German|new Newari|nia Nias|niu Niuean|njo Ao Naga|nmg Kwasio|nnh Ngiemboon|' +
  'nog Nogai|non Old Norse|nov Novial|nqo N’Ko|nso Northern Sotho|nus Nuer|nwc Classical Newari|nym Nyamwezi|' +
  'nyn Nyankole|nyo Nyoro|nzi Nzima|ojb Northwestern Ojibwa|ojc Central Ojibwa|ojs Oji-Cree|ojw Western Ojibwa|' +
  'oka Okanagan|osa Osage|ota Ottoman Turkish|pag Pangasinan|pal Pahlavi|pam Pampanga|pap Papiamento|pau Palauan|' +
  'pcd Picard|pcm Nigerian Pidgin|pdc Pennsylvania German|pdt Plautdietsch|peo Old Persian|pfl Palatine German|' +
  'phn Phoenician|pis Pijin|pms Piedmontese|pnt Pontic|pon Pohnpeian|pqm Maliseet-Passamaquoddy|prg Prussian|' +
  'pro Old Provençal|quc Kʼicheʼ|qug Chimborazo Highland Quichua|raj Rajasthani|rap Rapanui|rar Rarotongan|' +
  'rgn Romagnol|rhg Rohingya|rif Riffian|rof Rombo|rom Romany|rtm Rotuman|rue Rusyn|rug Roviana|rup Aromanian|' +
  'rwk Rwa|sad Sandawe|sah Yakut|sam Samaritan Aramaic|saq Samburu|sas Sasak|sat Santali|saz Saurashtra|' +
  'sba Ngambay|sbp Sangu|scn Sicilian|sco Scots|sdc Sassarese Sardinian|sdh Southern Kurdish|see Seneca|seh Sena|' +
  'sei Seri|sel Selkup|ses Koyraboro Senni|sga Old Irish|sgs Samogitian|shi Tachelhit|shn Shan|shu Chadian Arabic|' +
  'sid Sidamo|slh Southern Lushootseed|sli Lower Silesian|sly Selayar|sma Southern Sami|smj Lule Sami|' +
  'smn Inari Sami|sms Skolt Sami|snk Soninke|sog Sogdien|srn Sranan Tongo|srr Serer|ssy Saho|stq Saterland Frisian|' +
  'str Straits Salish|suk Sukuma|sus Susu|sux Sumerian|swb Comorian|syc Classical Syriac|syr Syriac|szl Silesian|' +
  'tce Southern Tutchone|tcy Tulu|tem Timne|teo Teso|ter Tereno|tet Tetum|tgx Tagish|tht Tahltan|tig Tigre|tiv Tiv|' +
  'tkl Tokelauan|tkr Tsakhur|tlh Klingon|tli Tlingit|tly Talysh|tmh Tamashek|tog Nyasa Tonga|tok Toki Pona|' +
  'tpi Tok Pisin|tru Turoyo|trv Taroko|trw Torwali|tsd Tsakonian|tsi Tsimshian|ttm Northern Tutchone|' +
  'ttt Muslim Tat|tum Tumbuka|tvl Tuvalu|twq Tasawaq|tyv Tuvinian|tzm Central Atlas Tamazight|udm Udmurt|' +
  'uga Ugaritic|umb Umbundu|vai Vai|vec Venetian|vep Veps|vls West Flemish|vmf Main-Franconian|vmw Makhuwa|' +
  'vot Votic|vro Võro|vun Vunjo|wae Walser|wal Wolaytta|war Waray|was Washo|wbp Warlpiri|wuu Wu Chinese|xal Kalmyk|' +
  'xmf Mingrelian|xnr Kangri|xog Soga|yao Yao|yap Yapese|yav Yangben|ybb Yemba|yrl Nheengatu|yue Cantonese|' +
  'zap Zapotec|zbl Blissymbols|zea Zeelandic|zen Zenaga|zgh Standard Moroccan Tamazight|zun Zuni|' +
  'zxx No linguistic content|zza Zaza';

/** Code to English name. */
export const LANGUAGE_NAMES: ReadonlyMap<string, string> = new Map(
  LANGUAGES.split('|').map((entry) => [entry.slice(0, entry.indexOf(' ')), entry.slice(entry.indexOf(' ') + 1)]),
);
