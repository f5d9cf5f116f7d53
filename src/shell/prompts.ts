import inquirer from 'inquirer';

/** Ask a yes/no question; Enter means yes. */
export async function confirmed(message: string): Promise<boolean> {
  const { yes } = await inquirer.prompt<{ yes: boolean }>([{ type: 'confirm', name: 'yes', message, default: true }]);
  return yes;
}
