import { progressBar, size } from '#command-line';
import { backup } from '#embedded-store';

export const backupCommand = async (dir: string, target: string): Promise<void> => {
  const bar = progressBar('checked');
  const { end } = await backup(dir, target, { progress: bar.to }).finally(bar.stop);
  console.log(`Backed up ${size(end)}, all of the log up to position ${end}, into ${target}; the copy was checked.`);
  console.log('Keys lie elsewhere, and are backed up apart from this.');
};
