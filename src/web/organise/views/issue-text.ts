import type { InputIssue } from '../../api/box-office-types.ts';
import type { FormTexts } from '../form-texts.ts';

/** What the server found wrong in a field, in the page's language; what it has no code for, or a new one, in the server's words. */
export function issueText(forms: FormTexts, { code, message, minimum, maximum }: InputIssue): string {
  const { issues } = forms;
  if (issues === null) return forms.refusedHere(message);
  switch (code) {
    case 'TOO_LONG':
    case 'TOO_MANY':
      return maximum === null ? forms.refusedHere(message) : issues[code](maximum);
    case 'OUT_OF_RANGE':
      return issues.OUT_OF_RANGE({ minimum, maximum });
    case 'REQUIRED':
    case 'MALFORMED':
    case 'UNKNOWN':
    case 'DUPLICATE':
    case 'TOO_EARLY':
    case 'TOO_LATE':
    case 'NOT_CHANGEABLE':
    case 'NOT_COMBINABLE':
      return issues[code];
    default:
      return forms.refusedHere(message);
  }
}
