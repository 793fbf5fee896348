export type { AttachmentProblem } from './application/file-store';
