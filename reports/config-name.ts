// How the config file of a folder is called, and how the command line names another one or none.
export const CONFIG_FILE = 'hopscope.config.yaml';

export interface Configured {
  readonly config?: string | false;
}
