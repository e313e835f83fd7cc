import { Injectable } from '@nestjs/common';
import { createInterface } from 'node:readline/promises';

/** Where a command speaks: answers on standard output, everything else on standard error. */
@Injectable()
export class Terminal {
  /** Somebody can be asked. */
  get interactive(): boolean {
    return process.stdin.isTTY === true && process.stderr.isTTY === true;
  }

  /** Somebody watches what goes on. */
  get watched(): boolean {
    return process.stderr.isTTY === true;
  }

  print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  tell(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  async ask(question: string): Promise<string> {
    const reader = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await reader.question(question);
    } finally {
      reader.close();
    }
  }
}
