/** What a command touches of the process: so that a test runs one without a process of its own. */

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
}

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Paths of the command line are relative to it. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Says a last word when somebody ends the process (Ctrl-C, SIGTERM). Gives what takes it back. */
  onInterrupt?(word: () => string): () => void;
}
