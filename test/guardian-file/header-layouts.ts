/** A layout of headers that families are exported in, with made-up rows. */
export interface Layout {
  title: string;
  text: string;
  /** Of each row: group (if any), student, first and last name, email, mobile phone, home phone, relationship; empty ends cut. */
  rows?: string[][];
  refused?: string;
  /** Codes of notices and warnings about headers that the layout must have. */
  says?: string[];
}

/** Files of districts: what happened to each is in docs/guardian-rules.md 1. */
export const districtFiles: Layout[] = [
  {
    title: 'guardian file 01: a row for each contact of a student (Clever)',
    text: `School_id,Student_id,State_id,Last_name,Middle_name,First_name,Grade,Gender,Student_email,Contact_relationship,Contact_type,Contact_name,Contact_phone,Contact_phone_type,Contact_email
0042,1001,S9,Okonjo,,Mila,3,F,mila@k12.example.org,Parent,Primary,Tessa Okonjo,2065550101,Home,tessa@example.org
0042,1001,S9,Okonjo,,Mila,3,F,mila@k12.example.org,Aunt/Uncle,Emergency,Bram Okonjo,2065550102,Work,bram@example.org
0042,1002,S8,Halvorsen,,Noor,5,F,noor@k12.example.org,Parent,Primary,Lena Halvorsen,2065550103,Cell,lena@example.org
`,
    rows: [
      ['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '', '+12065550101', 'Parent'],
      ['1001', 'Bram', 'Okonjo', 'bram@example.org', '', '+12065550102', 'Other'],
      ['1002', 'Lena', 'Halvorsen', 'lena@example.org', '+12065550103', '', 'Parent'],
    ],
    says: ['column-of-student'],
  },
  {
    title: 'guardian file 01: a list of students with numbered phones (Connect 5)',
    text: `Reference Code,Student ID,First Name,Last Name,Institution,Phone 1,Phone 2,Email 1,Email 2,SMS 1
R1,1001,Mila,Okonjo,Maple,2065550101,2065550102,tessa@example.org,bram@example.org,2065550101
`,
    refused: 'names-unclear',
  },
  {
    title: "guardian file 01: the student's names beside a parent's email (Edline)",
    text: `"SchoolID","StudentID","LastName","FirstName","ParentEmail","ParentPhone"
"0042","1001","Okonjo","Mila","tessa@example.org","2065550101"
`,
    refused: 'names-unclear',
  },
  {
    title: 'guardian file 01: a row for each student (PowerSchool)',
    text: `Student_Number,First_Name,Last_Name,Grade_Level,Home_Phone,Guardian_Email
1001,Mila,Okonjo,3,206-555-0101,tessa@example.org
1002,Noor,Halvorsen,5,206-555-0103,lena@example.org
1003,Ivo,Brandt,1,206-555-0104,petra@example.org
`,
    refused: 'names-unclear',
  },
  {
    title: "guardian file 01: the student's names, and the parent's in one column",
    text: `Student Number,Last Name,First Name,Parent/Guardian Name,Parent Email,Parent Cell
1001,Okonjo,Mila,Tessa Okonjo,tessa@example.org,206-555-0101
1002,Halvorsen,Noor,Lena Halvorsen,lena@example.org,206-555-0103
`,
    rows: [
      ['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101'],
      ['1002', 'Lena', 'Halvorsen', 'lena@example.org', '+12065550103'],
    ],
    says: ['column-of-student'],
  },
  {
    title: 'guardian file 02: Guardian and Guardian 2 (Share911)',
    text: `Student ID,School Name,Student First Name,Student Last Name,Grade,Guardian First Name,Guardian Last Name,Guardian Email,Guardian Mobile,Relationship,Guardian 2 First Name,Guardian 2 Last Name,Guardian 2 Email,Guardian 2 Mobile,Guardian 2 Relationship
1001,Maple,Mila,Okonjo,3,Tessa,Okonjo,tessa@example.org,2065550101,Mother,Bram,Okonjo,bram@example.org,2065550102,Father
1002,Maple,Noor,Halvorsen,5,Lena,Halvorsen,lena@example.org,2065550103,Mother,,,,,
`,
    rows: [
      ['Guardian', '1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101', '', 'Mother'],
      ['Guardian 2', '1001', 'Bram', 'Okonjo', 'bram@example.org', '+12065550102', '', 'Father'],
      ['Guardian', '1002', 'Lena', 'Halvorsen', 'lena@example.org', '+12065550103', '', 'Mother'],
    ],
    says: ['several-guardians'],
  },
  {
    title: 'guardian file 02: numbered contacts, with numbered phones between them',
    text: `Student ID,Contact 1 Name,Phone 1,Email 1,Contact 2 Name,Phone 2,Email 2
1001,Tessa Okonjo,206-555-0101,tessa@example.org,Bram Okonjo,206-555-0102,bram@example.org
`,
    rows: [
      ['Contact 1', '1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101'],
      ['Contact 2', '1001', 'Bram', 'Okonjo', 'bram@example.org', '+12065550102'],
    ],
    says: ['several-guardians', 'contact-of-whom'],
  },
  {
    title: 'guardian file 02 and 13: Guardian 1 and Guardian 2',
    text: `Student ID,Student First Name,Student Last Name,Grade,Guardian 1 First Name,Guardian 1 Last Name,Guardian 1 Email,Guardian 1 Phone Number,Guardian 1 Language,Guardian 2 First Name,Guardian 2 Last Name,Guardian 2 Email,Guardian 2 Phone Number
1001,Mila,Okonjo,3,Tessa,Okonjo,tessa@example.org,206-555-0101,English,Bram,Okonjo,bram@example.org,206-555-0102
1002,Noor,Halvorsen,5,Lena,Halvorsen,lena@example.org,206-555-0103,Norwegian,,,,
`,
    rows: [
      ['Guardian 1', '1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101'],
      ['Guardian 2', '1001', 'Bram', 'Okonjo', 'bram@example.org', '+12065550102'],
      ['Guardian 1', '1002', 'Lena', 'Halvorsen', 'lena@example.org', '+12065550103'],
    ],
    says: ['several-guardians'],
  },
  {
    title: 'guardian file 07: a column with the type of the phone',
    text: `Student ID,Guardian First Name,Guardian Last Name,Guardian Email,Guardian Phone,Guardian Phone Type
1001,Tessa,Okonjo,tessa@example.org,2065550101,Work
1001,Tessa,Okonjo,tessa@example.org,2065550102,Cell
`,
    rows: [
      ['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '', '+12065550101'],
      ['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550102'],
    ],
  },
  {
    title: 'guardian file 12: headers of a system that nobody knows (Aspen)',
    text: `STD_ID_LOCAL,PSN_OID,CTJ_REL_CODE,PSN_NAME_FIRST,PSN_NAME_LAST,PSN_EMAIL_01,PSN_PHONE_01,CTJ_PRIORITY
1001,C1,Mother,Tessa,Okonjo,tessa@example.org,206-555-0101,1
`,
    refused: 'header-unknown',
  },
  {
    title: 'guardian file 12: carets between the columns',
    text: 'studentSisId^guardianSisId^firstName^lastName^email\n1001^G1^Tessa^Okonjo^tessa@example.org\n',
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org']],
    says: ['delimiter-not-comma'],
  },
  {
    title: 'guardian file 12: blanks before the quotation marks, in the header too',
    text: `"Student ID", "Guardian ID", "First Name", "Last Name", "Email"
"1001", "G1", "Tessa", "Okonjo", "tessa@example.org"
`,
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org']],
  },
  {
    title: 'guardian file 12: blanks before the quotation marks of the rows',
    text: `studentSisId, guardianSisId, firstName, lastName, email
1001, "G1", "Tessa", "Okonjo", "tessa@example.org"
1002, "G2", "Lena", "Halvorsen, L.", "lena@example.org"
`,
    rows: [
      ['1001', 'Tessa', 'Okonjo', 'tessa@example.org'],
      ['1002', 'Lena', 'Halvorsen, L.', 'lena@example.org'],
    ],
  },
  {
    title: 'guardian file 12: whole lines in quotation marks',
    text: '"studentSisId,guardianSisId,firstName,lastName,email"\n"1001,G1,A,B,a@example.org"\n',
    refused: 'header-line-quoted',
  },
  {
    title: 'guardian file 12: a quotation mark in the header that is not closed',
    text: 'studentSisId,"lastName,email\n1001,Okonjo,tessa@example.org\n',
    refused: 'header-bad-quote',
  },
  {
    title: "guardian file 13: the guardian's whole name",
    text: `Student ID,Guardian Name,Guardian Email,Guardian Phone
1001,Tessa Okonjo,tessa@example.org,206-555-0101
`,
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101']],
  },
  {
    title: 'guardian file 16: a phone beside a mobile phone (Genesis)',
    text: `organizationid,studentid,parentid,lastName,firstName,middleName,title,preferredLanguage1ID,address1,city,state,zip,emailAddress1,phoneNumber,mobilephoneNumber,otherphoneNumber
010,1001,P77,Okonjo,Tessa,,Ms,en,1 Elm,Town,NJ,07001,tessa@example.org,206-555-0100,206-555-0101,206-555-0109
`,
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101', '+12065550100']],
  },
  {
    title: 'guardian file 16: Phone, Mobile Phone and Work Phone',
    text: `Student ID,Parent ID,First Name,Last Name,Email,Phone,Mobile Phone,Work Phone
1001,P77,Tessa,Okonjo,tessa@example.org,206-555-0100,206-555-0101,206-555-0109
`,
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101', '+12065550100']],
  },
];

/** Headers that only all of them together make clear. */
export const judgedTogether: Layout[] = [
  {
    title: 'Mother and Father give the relationship',
    text: `Student ID,Mother Name,Mother Email,Mother's Cell Phone,Father First Name,Father Last Name,Father Email
1001,Tessa Okonjo,tessa@example.org,206-555-0101,Bram,Okonjo,bram@example.org
1002,,,,Ivo,Brandt,ivo@example.org
`,
    rows: [
      ['Mother', '1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101', '', 'Mother'],
      ['Father', '1001', 'Bram', 'Okonjo', 'bram@example.org', '', '', 'Father'],
      ['Father', '1002', 'Ivo', 'Brandt', 'ivo@example.org', '', '', 'Father'],
    ],
    says: ['several-guardians'],
  },
  {
    title: 'a student without any guardian is a blank row, and a guardian with no more than an email is an error',
    text: `Student ID,Guardian 1 Name,Guardian 1 Email,Guardian 2 Name,Guardian 2 Email
1001,Tessa Okonjo,tessa@example.org,,bram@example.org
1002,,,,
1003,Lena Halvorsen,,,
1004,Petra Brandt,,,
1005,Ana Ruiz,,,
1006,Eva Ruiz,,,
`,
    rows: [
      ['Guardian 1', '1001', 'Tessa', 'Okonjo', 'tessa@example.org'],
      ['Guardian 1', '1003', 'Lena', 'Halvorsen'],
      ['Guardian 1', '1004', 'Petra', 'Brandt'],
      ['Guardian 1', '1005', 'Ana', 'Ruiz'],
      ['Guardian 1', '1006', 'Eva', 'Ruiz'],
    ],
    says: ['name-missing'],
  },
  {
    title: 'Parent2 has an email and no name: not read, with a warning',
    text: `Student ID,Parent1 Name,Parent1 Email,Parent2 Email
1001,Tessa Okonjo,tessa@example.org,bram@example.org
`,
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org']],
    says: ['guardian-without-name'],
  },
  {
    title: 'numbers at the end number the parents where a name has one',
    text: `Student ID,Parent Name 1,Parent Email 1,Parent Name 2,Parent Email 2
1001,Tessa Okonjo,tessa@example.org,Bram Okonjo,bram@example.org
`,
    rows: [
      ['Parent 1', '1001', 'Tessa', 'Okonjo', 'tessa@example.org'],
      ['Parent 2', '1001', 'Bram', 'Okonjo', 'bram@example.org'],
    ],
  },
  {
    title: 'a second email of one guardian is no second guardian',
    text: `Student ID,Parent Name,Parent Email,Parent Email 2,Parent Phone 1,Parent Phone 2
1001,Tessa Okonjo,tessa@example.org,t2@example.org,206-555-0101,206-555-0102
`,
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101']],
    says: ['column-second'],
  },
  {
    title: "case 66: the contact's name, and the student's",
    text: `Student_id,First_name,Last_name,Contact_name,Guardian_Email
1001,Mila,Okonjo,Tessa Okonjo,tessa@example.org
`,
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org']],
    says: ['column-of-student'],
  },
  {
    title: "a bare email beside the parent's is the student's",
    text: `Student ID,First Name,Last Name,Email,Phone,Parent Name,Parent Email
1001,Mila,Okonjo,mila@k12.example.org,206-555-0100,Tessa Okonjo,tessa@example.org
`,
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550100']],
    says: ['column-of-student', 'contact-of-whom'],
  },
  {
    title: 'a bare email of several guardians is nobody’s',
    text: `Student ID,Mother Name,Father Name,Email
1001,Tessa Okonjo,Bram Okonjo,family@example.org
`,
    rows: [
      ['Mother', '1001', 'Tessa', 'Okonjo', '', '', '', 'Mother'],
      ['Father', '1001', 'Bram', 'Okonjo', '', '', '', 'Father'],
    ],
    says: ['column-of-whom'],
  },
  {
    title: 'an email after each name is that guardian’s',
    text: `Student ID,Mother Name,Email,Father Name,Email
1001,Tessa Okonjo,tessa@example.org,Bram Okonjo,bram@example.org
`,
    rows: [
      ['Mother', '1001', 'Tessa', 'Okonjo', 'tessa@example.org', '', '', 'Mother'],
      ['Father', '1001', 'Bram', 'Okonjo', 'bram@example.org', '', '', 'Father'],
    ],
  },
  {
    title: 'bare names are the guardian’s beside a relationship, whatever else there is',
    text: 'Student ID,First Name,Last Name,Grade,Relationship,Parent Email\n1001,Tessa,Okonjo,3,Mother,tessa@example.org\n',
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '', '', 'Mother']],
  },
  {
    title: 'bare names are the guardian’s beside the student’s names',
    text: 'Student ID,Student Name,Grade,First Name,Last Name,Email\n1001,Mila,3,Tessa,Okonjo,tessa@example.org\n',
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org']],
  },
  ...['Grade', 'Birth Date', 'DOB', 'Gender', 'Homeroom', 'Emergency Contact', 'Parent Portal', 'Guardian Code'].map(
    (sign): Layout => ({
      title: `bare names beside ${sign} are refused`,
      text: `Student ID,First Name,Last Name,${sign},Email\n1001,Mila,Okonjo,x,tessa@example.org\n`,
      refused: 'names-unclear',
    }),
  ),
  {
    title: 'two phones with their types in one row',
    text: `Student ID,Contact Name,Contact Phone 1,Contact Phone 1 Type,Contact Phone 2,Contact Phone 2 Type
1001,Tessa Okonjo,206-555-0101,Home,206-555-0102,Mobile
1002,Lena Halvorsen,206-555-0103,,,
`,
    rows: [
      ['1001', 'Tessa', 'Okonjo', '', '+12065550102', '+12065550101'],
      ['1002', 'Lena', 'Halvorsen', '', '+12065550103'],
    ],
  },
  {
    title: 'two columns of one rank are refused',
    text: 'Student ID,Parent Name,Mobile,Cell Phone\n1001,Tessa Okonjo,206-555-0101,206-555-0102\n',
    refused: 'column-twice',
  },
  {
    title: 'two names of one guardian are refused',
    text: 'Student ID,Parent Name,Guardian Name\n1001,Tessa Okonjo,Bram Okonjo\n',
    refused: 'column-twice',
  },
];

/** Layouts as public guides and scripts describe them; where they are from is said with each. The rows are made up. */
export const guides: Layout[] = [
  {
    // PowerSchool's fields of students, as edlio.com's help "PowerSchool Contact Mappings" and public export scripts name them.
    title: 'PowerSchool: the fields Mother and Father of students',
    text: `Student_Number,SchoolID,First_Name,Last_Name,Gender,Grade_Level,Mother_First,Mother,Mother_Email,Father_First,Father,Father_Email
1001,42,Mila,Okonjo,F,3,Tessa,Okonjo,tessa@example.org,Bram,Okonjo,bram@example.org
`,
    rows: [
      ['Mother', '1001', 'Tessa', 'Okonjo', 'tessa@example.org', '', '', 'Mother'],
      ['Father', '1001', 'Bram', 'Okonjo', 'bram@example.org', '', '', 'Father'],
    ],
  },
  {
    // The same help: "Mother name, Mother phone, Father name, Father phone, Guardian email".
    title: 'PowerSchool: one guardian email for both parents is nobody’s',
    text: `Student_Number,Mother,Mother_Phone,Father,Father_Phone,GuardianEmail
1001,Tessa Okonjo,206-555-0101,Bram Okonjo,206-555-0102,tessa@example.org
`,
    rows: [
      ['Mother', '1001', 'Tessa', 'Okonjo', '', '+12065550101', '', 'Mother'],
      ['Father', '1001', 'Bram', 'Okonjo', '', '+12065550102', '', 'Father'],
    ],
    says: ['guardian-without-name'],
  },
  {
    // PowerSchool's export for PrimeroEdge (README of PowerSchool-PrimeroEdge-Script), with the student's number.
    title: "PowerSchool: a guardian's columns after the student's",
    text: `Student_Number,Grade_Level,Gender,DOB,First_Name,Middle_Name,Last_Name,SchoolID,Home_Room,Guardian First Name,Guardian Last Name,Guardian Email,Guardian Work Phone,Guardian Home Phone
1001,3,F,2017-02-03,Mila,,Okonjo,42,12,Tessa,Okonjo,tessa@example.org,206-555-0109,206-555-0100
`,
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '', '+12065550100']],
    says: ['column-of-student'],
  },
  {
    // Infinite Campus: the parent file of North Carolina's vendor templates (InfiniteCampus-Vendor-Integration, FinalSite).
    title: 'Infinite Campus: a row for each guardian',
    text: `Account ID,Organization ID,Last Name,First Name,Hidden from Directory,Student ID,Title,Primary Phone,Cell Phone,Home Phone,Email 1,Email 2,Street Address,City,State,Zip,Text Number 1,Language
77,42,Okonjo,Tessa,NO,1001,Mother,206-555-0100,206-555-0101,206-555-0100,tessa@example.org,t2@example.org,1 Elm,Town,NC,27601,206-555-0101,en
`,
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101', '+12065550100']],
    says: ['column-second', 'column-not-needed'],
  },
  {
    // Aeries: the labels of the table CON, as support.aeries.com's field mapping of contacts lists them.
    title: 'Aeries: contacts by their labels',
    text: `Student ID,First Name,Middle Name,Last Name,Suffix,Address,City,State,Zip Code,Email Address,Telephone,Mobile Phone,Work Phone,Relationship,Contact Order
1001,Tessa,,Okonjo,,1 Elm,Town,CA,95060,tessa@example.org,206-555-0100,206-555-0101,206-555-0109,Mother,1
`,
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101', '+12065550100', 'Mother']],
  },
  {
    // Genesis: parents.csv of the task "Blackboard Mass Notification" on support-sis.genesisedu.com.
    title: 'Genesis: parents.csv',
    text: `organizationid,studentid,parentid,lastName,firstName,middleName,title,preferredLanguage1ID,address1,address2,city,state,zip,emailAddress1,phoneNumber,mobilephoneNumber,otherphoneNumber
010,1001,P77,Okonjo,Tessa,,Ms,en,1 Elm,,Town,NJ,07001,tessa@example.org,206-555-0100,206-555-0101,206-555-0109
`,
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101', '+12065550100']],
  },
  {
    // Genesis: students.csv of the same task. Its rows are students.
    title: 'Genesis: students.csv is refused',
    text: `organizationid,studentid,lastName,firstName,middleName,birthDate,gender,gradeLevel,gradYear,emailAddress1,phoneNumber,mobilephoneNumber
010,1001,Okonjo,Mila,,2017-02-03,F,3,2035,mila@example.org,206-555-0100,206-555-0101
`,
    refused: 'names-unclear',
  },
  {
    // Clever: the six fields of contacts in students.csv, support.clever.com "Student Contacts".
    title: 'Clever: contacts in students.csv',
    text: `School_id,Student_id,Last_name,First_name,Contact_type,Contact_name,Contact_relationship,Contact_phone,Contact_phone_type,Contact_email
42,1001,Okonjo,Mila,Primary,Tessa Okonjo,Parent,2065550101,Cell,tessa@example.org
42,1001,Okonjo,Mila,Primary,Tessa Okonjo,Parent,2065550100,Home,tessa@example.org
`,
    rows: [
      ['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101', '', 'Parent'],
      ['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '', '+12065550100', 'Parent'],
    ],
  },
  {
    // ParentSquare: parents.csv as a public script writes it (ipcp-parentsquare-import).
    title: 'ParentSquare: parents.csv',
    text: `school_id,student_id,first_name,last_name,email,mobile,address,language
42,1001,Tessa,Okonjo,tessa@example.org,206-555-0101,1 Elm,en
`,
    rows: [['1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101']],
  },
  {
    // Blackboard Connect 5: the columns that help.blackboard.com "Account Setup, Data" asks for.
    title: 'Blackboard Connect 5: a list of recipients is refused',
    text: `Reference Code,Student ID,First Name,Last Name,Institution,Phone 1,Phone 2,Email 1,SMS 1,Home Language,Grade
R1,1001,Mila,Okonjo,Maple,206-555-0101,206-555-0102,tessa@example.org,206-555-0101,en,3
`,
    refused: 'names-unclear',
  },
  {
    // Blackboard's Edline: es_cti_03, en-us.help.blackboard.com "Upload User Contact Information".
    title: 'Edline: a contact file is refused',
    text: `"SchoolID","StudentID","LastName","FirstName","Email","Email2","ParentEmail","ParentEmail2","Phone","Phone2","ParentPhone","ParentPhone2"
"42","1001","Okonjo","Mila","mila@example.org","","tessa@example.org","","","","206-555-0101",""
`,
    refused: 'names-unclear',
  },
  {
    // Share911: help.getshare911.com "Import Students and Guardians via Spreadsheet", with the combined names.
    title: 'Share911: combined names beside first and last names',
    text: `Student ID,School Name,Student First Name,Student Last Name,Grade,Guardian combined name,Guardian First Name,Guardian Last Name,Guardian Email,Guardian 2 First Name,Guardian 2 Last Name,Guardian 2 Email
1001,Maple,Mila,Okonjo,3,Tessa Okonjo,Tessa,Okonjo,tessa@example.org,Bram,Okonjo,bram@example.org
`,
    rows: [
      ['Guardian', '1001', 'Tessa', 'Okonjo', 'tessa@example.org'],
      ['Guardian 2', '1001', 'Bram', 'Okonjo', 'bram@example.org'],
    ],
  },
  {
    // School Stream: support.schoolstream.com.au "Import Contact Details", with a student's ID.
    title: 'School Stream: Contact1FirstName beside FirstName',
    text: `Student ID,FirstName,LastName,Contact1FirstName,Contact1LastName,Contact1Email,Contact1Phone,Contact2FirstName,Contact2LastName,Contact2Email,Contact2Phone,Group1
1001,Mila,Okonjo,Tessa,Okonjo,tessa@example.org,206-555-0101,Bram,Okonjo,bram@example.org,206-555-0102,3A
`,
    rows: [
      ['Contact 1', '1001', 'Tessa', 'Okonjo', 'tessa@example.org', '+12065550101'],
      ['Contact 2', '1001', 'Bram', 'Okonjo', 'bram@example.org', '+12065550102'],
    ],
    says: ['several-guardians', 'column-of-student'],
  },
  {
    // Pick A Time: pickatime.com/help "Parent File": no student's ID, which is in a second file.
    title: 'Pick A Time: a parent file without students is refused',
    text: 'ParentID\tFirst\tLast\tEmail\nP77\tTessa\tOkonjo\ttessa@example.org\n',
    refused: 'column-missing',
  },
];
