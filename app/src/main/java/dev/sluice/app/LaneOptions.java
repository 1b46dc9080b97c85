package dev.sluice.app;

import dev.sluice.engine.Topology.Attachment;
import dev.sluice.engine.rules.Assumptions;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.replay.OutputFiles;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.ReplaySettings.Listing;
import dev.sluice.replay.spec.Literals;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every verb that runs a policy may be told about its surroundings. */
class LaneOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--interface",
      paramLabel = "NAME=PREFIX[,...]",
      description = {
        "Where addresses live; repeatable. Otherwise the policy's addresses and routes say it,",
        "or private addresses are behind bridge (list LAN) and the others behind ether1 (list WAN)."
      })
  private List<String> interfaces = List.of();

  @Option(
      names = "--router",
      paramLabel = "ADDRESS[,...]",
      description = "The router's own addresses, beside those of the policy.")
  private List<String> router = List.of();

  @Option(
      names = "--timezone",
      paramLabel = "ZONE",
      description = "For time=; otherwise what the policy's /system clock says, or UTC.")
  private @Nullable String timezone;

  @Option(
      names = "--compatibility",
      paramLabel = "l7-filter",
      description = "The original layer-7 behaviour.")
  private @Nullable String compatibility;

  @Option(
      names = "--assume",
      paramLabel = "NAME=VALUE[,...]",
      description = {
        "What no capture tells, for all packets: ipsec=in, ipsec=out or ipsec=in+out;",
        "hotspot=from-client+auth and the like; realm=NUMBER. Default: none of it."
      })
  private List<String> assumed = List.of();

  @Option(
      names = "--lenient",
      description = "Leaves out what is not supported, with a warning, instead of refusing it.")
  private boolean lenient;

  @Option(names = "--format", paramLabel = "text|json", description = "Default: text.")
  private String format = "text";

  final boolean lenient() {
    return lenient;
  }

  final boolean json() {
    return switch (format) {
      case "text" -> false;
      case "json" -> true;
      default -> throw wrong("--format", format, "text or json");
    };
  }

  final Optional<ZoneId> zone() {
    if (timezone == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(ZoneId.of(timezone));
    } catch (DateTimeException unknown) {
      throw wrong("--timezone", timezone, "a zone such as Europe/Riga or +02:00");
    }
  }

  ReplaySettings settings() {
    return new ReplaySettings(
        attachments(),
        addresses(),
        l7Filter(),
        Listing.NONE,
        OutputFiles.NONE,
        assumptions(),
        ReplaySettings.DEFAULT.workers());
  }

  final Assumptions assumptions() {
    Assumptions all = Assumptions.NONE;
    for (String option : assumed) {
      for (String one : option.split(",", -1)) {
        all =
            AssumedWords.add(all, one)
                .orElseThrow(() ->
                    wrong("--assume", option, "such as ipsec=in+out, hotspot=auth or realm=7"));
      }
    }
    return all;
  }

  final boolean l7Filter() {
    if (compatibility != null && !compatibility.equals("l7-filter")) {
      throw wrong("--compatibility", compatibility, "l7-filter");
    }
    return compatibility != null;
  }

  final List<Attachment> attachments() {
    List<Attachment> found = new ArrayList<>();
    for (String option : interfaces) {
      int equals = option.indexOf('=');
      if (equals <= 0) {
        throw wrong("--interface", option, "NAME=PREFIX, such as bridge=192.168.1.0/24");
      }
      String name = option.substring(0, equals);
      for (String prefix : option.substring(equals + 1).split(",", -1)) {
        AddressRange range =
            Literals.range(prefix)
                .orElseThrow(
                    () -> wrong("--interface", option, "NAME=PREFIX; " + prefix + " is none"));
        found.add(new Attachment(range, name));
      }
    }
    return found;
  }

  final List<Address> addresses() {
    List<Address> found = new ArrayList<>();
    for (String option : router) {
      for (String one : option.split(",", -1)) {
        found.add(
            Literals.address(one)
                .orElseThrow(() -> wrong("--router", option, "addresses; " + one + " is none")));
      }
    }
    return found;
  }

  final ParameterException wrong(String option, String value, String wanted) {
    return new ParameterException(
        spec.commandLine(), option + " " + value + ": expected " + wanted);
  }
}
