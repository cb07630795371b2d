import { startCcm } from "../../support/ccm/start-ccm.ts";
import { type ClientRun, makePlayground } from "./run-client.ts";
import { configOf, type Scenario } from "./scenario.ts";
import { startScriptedModel } from "./scripted-model.ts";

export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly problems: readonly string[];
  /** The client's last words. */
  readonly answer: string;
  readonly seconds: number;
  /** What ccm wrote. */
  readonly log: string;
}

/** Runs one client against a ccm and providers of its own. The first target always fails. */
export async function runScenario(scenario: Scenario): Promise<ScenarioResult> {
  const startedAt = performance.now();
  const model = await startScriptedModel(scenario.wire, scenario.mind);
  const ccm = await startCcm({ config: configOf(scenario, model.url) });
  const playground = await makePlayground();
  try {
    const run = await scenario.start(ccm, playground);
    const outcome = { run, seen: model.seen, playground };
    const answer = await scenario.answer(outcome);
    const missing = scenario.expects.filter((words) => !answer.includes(words));
    const checked = [
      missing.length > 0 && `no ${JSON.stringify(missing)} in the answer; exit ${run.exitCode}: ${tail(run)}`,
      model.sickCalls() === 0 && "the first target was never asked",
      ...((await scenario.check?.(outcome)) ?? []),
    ];
    const problems = checked.filter((problem) => problem !== false);
    return { scenario, problems, answer, seconds: (performance.now() - startedAt) / 1000, log: ccm.log() };
  } finally {
    await playground.remove();
    await ccm.stop();
    await model.close();
  }
}

/** The end of what the client printed. */
function tail({ stdout, stderr }: ClientRun): string {
  return (stdout + stderr).slice(-500);
}
