package dev.sluice.app;

import dev.sluice.engine.Topology.Attachment;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.ReplaySettings.Listing;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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

/** The options of {@code sluice replay}, and what their words mean. */
final class ReplayOptions {
  static final int MAX_WORKERS = 256;

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
      names = "--connections",
      paramLabel = "all|matched|none",
      description = {
        "Which connections the report lists; matched: those in which a layer-7 pattern matched.",
        "Default: all in JSON, the ten largest in text."
      })
  private @Nullable String connections;

  @Option(names = "--accepted", paramLabel = "FILE", description = "Packets that passed, as pcap.")
  private @Nullable Path accepted;

  @Option(
      names = "--dropped",
      paramLabel = "FILE",
      description = "Packets that did not pass, as pcap.")
  private @Nullable Path dropped;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "The policy's log lines, as RouterOS prints them.")
  private @Nullable Path log;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Cores to use; the result is the same for every N. Default: what there is.")
  private @Nullable Integer workers;

  @Option(
      names = "--lenient",
      description = "Leaves out what is not supported, with a warning, instead of refusing it.")
  private boolean lenient;

  @Option(names = "--format", paramLabel = "text|json", description = "Default: text.")
  private String format = "text";

  boolean lenient() {
    return lenient;
  }

  boolean json() {
    return switch (format) {
      case "text" -> false;
      case "json" -> true;
      default -> throw wrong("--format", format, "text or json");
    };
  }

  Optional<ZoneId> zone() {
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
        listing(),
        Optional.ofNullable(accepted),
        Optional.ofNullable(dropped),
        Optional.ofNullable(log),
        workerCount());
  }

  private int workerCount() {
    if (workers == null) {
      return Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors());
    }
    if (workers < 1 || workers > MAX_WORKERS) {
      throw wrong("--workers", workers.toString(), "a number from 1 to " + MAX_WORKERS);
    }
    return workers;
  }

  private boolean l7Filter() {
    if (compatibility != null && !compatibility.equals("l7-filter")) {
      throw wrong("--compatibility", compatibility, "l7-filter");
    }
    return compatibility != null;
  }

  private Listing listing() {
    if (connections == null) {
      return json() ? Listing.ALL : Listing.TOP;
    }
    return switch (connections) {
      case "all" -> Listing.ALL;
      case "matched" -> Listing.MATCHED;
      case "none" -> Listing.NONE;
      default -> throw wrong("--connections", connections, "all, matched or none");
    };
  }

  private List<Attachment> attachments() {
    List<Attachment> found = new ArrayList<>();
    for (String option : interfaces) {
      int equals = option.indexOf('=');
      if (equals <= 0) {
        throw wrong("--interface", option, "NAME=PREFIX, such as bridge=192.168.1.0/24");
      }
      String name = option.substring(0, equals);
      for (String prefix : option.substring(equals + 1).split(",", -1)) {
        AddressRange range =
            range(prefix)
                .orElseThrow(
                    () -> wrong("--interface", option, "NAME=PREFIX; " + prefix + " is none"));
        found.add(new Attachment(range, name));
      }
    }
    return found;
  }

  private List<Address> addresses() {
    List<Address> found = new ArrayList<>();
    for (String option : router) {
      for (String one : option.split(",", -1)) {
        found.add(
            address(one)
                .orElseThrow(() -> wrong("--router", option, "addresses; " + one + " is none")));
      }
    }
    return found;
  }

  private static Optional<AddressRange> range(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return address(text).map(AddressRange::of);
    }
    Optional<Address> member = address(text.substring(0, slash));
    String length = text.substring(slash + 1);
    if (member.isEmpty() || !length.matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    int bits = Integer.parseInt(length);
    return bits > member.get().bits()
        ? Optional.empty()
        : Optional.of(AddressRange.prefix(member.get(), bits));
  }

  /** No name is ever looked up. */
  private static Optional<Address> address(String text) {
    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
      return Optional.empty();
    }
    try {
      InetAddress parsed = InetAddress.ofLiteral(text);
      ByteBuffer bytes = ByteBuffer.wrap(parsed.getAddress());
      return Optional.of(
          parsed instanceof Inet4Address
              ? Address.ipv4(bytes.getInt())
              : Address.ipv6(bytes.getLong(), bytes.getLong()));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private ParameterException wrong(String option, String value, String wanted) {
    return new ParameterException(
        spec.commandLine(), option + " " + value + ": expected " + wanted);
  }
}
