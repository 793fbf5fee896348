// faultline-audit: what happened, what was known when, and how one knows that nobody changed it.
import '#settings/private-files';
import 'reflect-metadata';
import { runAudit } from './program';

void runAudit(process.argv.slice(2)).then((code) => process.exit(code));
