// I12: whatever was signed agrees with all that was signed before it, and with what is stored, whatever happened meanwhile.
import { startChild } from '../../programs/child';

type Verdict = {
  readonly notary?: {
    readonly checkpoints: number;
    readonly findings: readonly { readonly stream: string; readonly revision: number; readonly what: string }[];
  };
};

/** What does not hold of a notary's directory beside the store that it signed for; `store verify` looks. */
export const missigned = async (storeDir: string, notaryDir: string): Promise<readonly string[]> => {
  const looking = startChild('apps/store/main.js', ['verify', storeDir, '--notary', notaryDir, '--json']);
  const [line] = await looking.line(/^\{.*\}$/);
  const { notary } = JSON.parse(line) as Verdict;
  if (!notary || notary.checkpoints === 0) return ['I12: the notary has signed nothing'];
  return notary.findings.map(({ stream, revision, what }) => `I12: ${stream}@${revision} ${what}`);
};
