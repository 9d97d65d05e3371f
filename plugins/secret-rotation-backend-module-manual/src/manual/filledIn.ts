import { shellWord } from '@keyturn/backstage-plugin-secret-rotation-node';

/** What a task is about. It comes from a catalog file, so it is quoted wherever it is put. @internal */
export interface Subject {
  readonly path: string;
  readonly name: string;
}

const PLACE = /\{(path|name)\}/g;

function isPlace(text: string): text is keyof Subject {
  return text === 'path' || text === 'name';
}

function filled(
  text: string,
  subject: Subject,
  quote: (text: string) => string,
): string {
  return text.replace(PLACE, (whole, place: string) =>
    isPlace(place) ? quote(subject[place]) : whole,
  );
}

/** A command line: what is put in is one word of it, whatever characters it has. */
export function commandFor(command: string, subject: Subject): string {
  return filled(command, subject, shellWord);
}

/** An address: what is put in stays within its part. */
export function linkFor(link: string, subject: Subject): string {
  return filled(link, subject, text =>
    text.split('/').map(encodeURIComponent).join('/'),
  );
}
