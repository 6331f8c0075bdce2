/** Where `Intl` has no name for a zone in a language, it writes the offset: of one without it is `GMT+0`, which is called GMT. */
const NO_OFFSET = /\b(GMT|UTC)[+−-]0(?![\d:])/;

/** A moment as `Intl` has written it, with the name of its time zone as people know it. */
export function withZoneName(moment: string): string {
  return moment.replace(NO_OFFSET, '$1');
}
