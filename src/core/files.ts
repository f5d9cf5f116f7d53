export const STACK_FILE = 'devops-stack.yaml';
export const LOCK_FILE = 'devops-stack.lock';
export const SCHEMA_FILE = 'devops-stack.schema.json';

/** Owner of the files that belong to no component. */
export const OWN = 'create-devops-stack';

/** Working state: staging, journal, undo. */
export const STATE = '.devops-stack';
