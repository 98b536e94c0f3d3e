// `morrow doctor`: what is installed, reachable, and wrong.
import type { Finding, Verdict } from '../doctor/check.ts';
import type { Registrar } from '../context.ts';
import { EXIT } from '../failure.ts';
import { examples } from '../options.ts';
import type { Colors } from '../output.ts';

export function registerDoctor({ program, action }: Registrar): void {
  program
    .command('doctor')
    .description('what is installed, reachable, and wrong; exit 1 when something must be done')
    .addHelpText('after', examples('doctor', 'doctor --json'))
    .action(
      action(async (context) => {
        const { examineAll } = await import('../doctor/doctor.ts');
        const findings = await examineAll(context, new Date());
        context.output.result(findings, () => describeFindings(findings, context.output.colors));
        return findings.some(({ verdict }) => verdict === 'fail') ? EXIT.failed : EXIT.ok;
      }),
    );
}

function describeFindings(findings: readonly Finding[], colors: Colors): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, verdict, detail, action }, index) => {
    const head =
      findings[index - 1]?.area === findings[index]?.area ? [] : ['', colors.bold(findings[index]?.area ?? '')];
    const line = `  ${paint(colors, verdict)}  ${check.padEnd(width)}  ${detail}`;
    return [...head, line, ...(action === null ? [] : [`        what to do: ${action}`])];
  });
  const count = (verdict: Verdict): number => findings.filter((finding) => finding.verdict === verdict).length;
  return [...lines, '', `${count('ok')} ok, ${count('warn')} warn, ${count('fail')} fail`].join('\n').trimStart();
}

function paint(colors: Colors, verdict: Verdict): string {
  const text = verdict.padEnd(4);
  if (verdict === 'ok') return colors.green(text);
  return verdict === 'warn' ? colors.yellow(text) : colors.red(text);
}
