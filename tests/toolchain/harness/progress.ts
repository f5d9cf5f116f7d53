interface Progress {
  readonly begin: (tool: string) => void;
  readonly end: (tool: string) => void;
}

/** One line that changes on a terminal; elsewhere a line per tool that is done. Both go to standard error. */
export function progress(tools: number, stacks: number): Progress {
  const { stderr } = process;
  const started = new Map<string, number>();
  let done = 0;
  const line = (): void => {
    const busy = [...started.keys()].join(', ');
    stderr.write(
      `\r\u001B[K${done === tools ? '' : `${done} of ${tools} tools over ${stacks} stacks · ${busy}`.slice(0, (stderr.columns ?? 80) - 1)}`,
    );
  };
  return {
    begin: (tool) => {
      started.set(tool, performance.now());
      if (stderr.isTTY) line();
    },
    end: (tool) => {
      const seconds = (performance.now() - started.get(tool)!) / 1000;
      started.delete(tool);
      done += 1;
      if (stderr.isTTY) line();
      else stderr.write(`${done}/${tools} ${tool} ${seconds.toFixed(1)} s\n`);
    },
  };
}
