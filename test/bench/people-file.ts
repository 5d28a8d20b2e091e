/** A file of contacts as a mailing service exports it, made up row by row: the same rows for every side. */

const HEADING = 'Email Address,First Name,Last Name,Phone Number,Birthday,TAGS,OPTIN_TIME,plan,visits\n';
const PIECE = 64 * 1024;

const line = (index: number): string =>
  `person.${index}@example.com,Person,Number ${index},+4930${1_000_000 + index},1990-0${1 + (index % 9)}-1${index % 9},"""VIP"",""Berlin, Mitte""",2024-03-01 10:22:31,${index % 3 === 0 ? 'pro' : 'free'},${index % 17}\n`;

/** In pieces as they would come from a disk. */
export async function* peopleFile(rows: number): AsyncGenerator<Buffer> {
  let text = HEADING;
  for (let index = 0; index < rows; index += 1) {
    text += line(index);
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
