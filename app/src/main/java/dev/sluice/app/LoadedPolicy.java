package dev.sluice.app;

import dev.sluice.check.PolicyCheck;
import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A policy file that is to be run, and what is wrong with it. Immutable.
 *
 * @param policy its meaning, with the zone that the user asked for
 * @param refused whether it has errors that forbid running it
 */
record LoadedPolicy(
    String file, Reading reading, Policy policy, List<Problem> problems, boolean refused) {

  LoadedPolicy {
    problems = List.copyOf(problems);
  }

  static LoadedPolicy load(String file, boolean lenient, Optional<ZoneId> zone)
      throws InputException {
    byte[] text = PolicyFile.bytes(file);
    Reading reading = PolicyReader.read(file, text, lenient);
    List<Problem> problems = PolicyCheck.beforeRunning(text, reading);
    boolean faulty = problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    Policy policy = reading.policy();
    return new LoadedPolicy(
        file,
        reading,
        zone.map(other -> withZone(policy, other)).orElse(policy),
        problems,
        reading.hasErrors() || (faulty && !lenient));
  }

  /** Prints errors and warnings for people. */
  void print(Streams streams) {
    List<Problem> told =
        problems.stream().filter(problem -> problem.severity() != Severity.NOTE).toList();
    streams.err().print(new ProblemText(streams.errorInk()).render(told));
    streams.err().flush();
  }

  /** Says that the policy cannot be run; returns the exit status. */
  int refuse(Streams streams, boolean json, String nothing) {
    if (json) {
      ReplayJson.refused(streams.out(), file, problems);
    } else {
      print(streams);
    }
    streams.err().println("sluice: " + file + " has errors; nothing was " + nothing + ".");
    return Exit.ERRORS;
  }

  private static Policy withZone(Policy policy, ZoneId zone) {
    return new Policy(
        policy.ipv4(),
        policy.ipv6(),
        policy.layer7(),
        policy.interfaces(),
        policy.interfaceLists(),
        policy.addresses(),
        policy.routes(),
        policy.tracking(),
        policy.servicePorts(),
        policy.queueTrees(),
        policy.simpleQueues(),
        policy.queueTypes(),
        zone);
  }
}
