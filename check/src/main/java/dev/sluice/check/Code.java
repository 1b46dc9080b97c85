package dev.sluice.check;

import dev.sluice.policy.Severity;

/** The diagnoses about rules, lists, marks and queues. The order is that of docs/checks.md. */
public enum Code {
  SHADOWED_RULE(Severity.WARNING, "rules before it take all packets that this rule would match"),
  REDUNDANT_RULE(Severity.NOTE, "rules before it with the same action take all its packets"),
  IDLE_RULE(Severity.NOTE, "a rule that only logs, counts or returns, and that no packet gets to"),
  UNDECIDED(Severity.NOTE, "whether packets get to the rule was too large a question"),
  CONTRADICTION(Severity.WARNING, "no packet meets two of the rule's conditions, or one of them"),
  IMPOSSIBLE_HERE(Severity.WARNING, "no packet that comes to this chain meets the condition"),
  LAYER7_BEHIND_ACCEPT(
      Severity.WARNING,
      "an earlier rule takes established packets, so that layer 7 sees no TCP payload"),
  LAYER7_FIRST_PACKET(
      Severity.NOTE, "an earlier rule takes established packets: layer 7 sees one packet of UDP"),
  LAYER7_FASTTRACK(
      Severity.WARNING, "fasttracked connections pass by the rule before layer 7 can tell"),
  LAYER7_NEW_ONLY(Severity.WARNING, "layer 7 on new TCP packets only, which have no payload"),
  LAYER7_ONE_DIRECTION(
      Severity.NOTE, "layer 7 sees packets to the router and has no twin for its answers"),
  LAYER7_UNFILTERED(Severity.NOTE, "layer 7 is asked of every packet"),
  LAYER7_LATE(Severity.NOTE, "the start of the connection is hidden from layer 7"),
  SEVERAL_NAMES(Severity.NOTE, "a list of names where RouterOS takes one"),
  UNUSED_PATTERN(Severity.NOTE, "no rule asks for the layer-7 pattern"),
  UNUSED_LIST(Severity.NOTE, "no rule asks for the address list"),
  UNUSED_INTERFACE_LIST(Severity.NOTE, "no rule asks for the interface list"),
  UNUSED_MARK(Severity.NOTE, "nothing asks for the mark that the rule sets"),
  UNKNOWN_MARK(Severity.WARNING, "no rule sets the mark that is asked for"),
  UNKNOWN_LIST(Severity.WARNING, "nothing puts addresses into a list whose name is like another's"),
  EMPTY_LIST(Severity.NOTE, "nothing in the policy puts addresses into the list"),
  DISABLED_PATTERN(Severity.WARNING, "all entries of the layer-7 pattern are disabled"),
  UNKNOWN_INTERFACE(Severity.WARNING, "an interface that is like one of the policy's, but not it"),
  BRIDGE_PORT(Severity.WARNING, "the interface is a port of a bridge: rules see the bridge"),
  MISSING_CHAIN(Severity.WARNING, "a jump to a chain that has no rules"),
  UNUSED_CHAIN(Severity.WARNING, "no rule jumps to the chain"),
  JUMP_LOOP(Severity.WARNING, "the jump leads back to its own chain"),
  NO_IPV6_TWIN(Severity.NOTE, "IPv4 is filtered in the chain and IPv6, which is in use, is not"),
  LATE_NAT_ACCEPT(
      Severity.WARNING,
      "an exception from NAT behind the rule that it should be an exception from"),
  NAT_DROPPED(Severity.WARNING, "the filter drops all that a rule of dst-nat translates"),
  QUEUE_PARENT(Severity.WARNING, "the queue's parent does not exist"),
  QUEUE_LOOP(Severity.WARNING, "the queue is among its own ancestors"),
  QUEUE_LIMITS(Severity.WARNING, "limit-at is above max-limit"),
  QUEUE_SUM(Severity.WARNING, "the children's limit-at add up to more than the parent's max-limit"),
  QUEUE_CHILD_MAX(Severity.NOTE, "the child's max-limit is above its parent's"),
  QUEUE_BURST(Severity.WARNING, "the burst cannot work as it is set"),
  QUEUE_INNER(Severity.NOTE, "mark or priority on a queue that has children"),
  NOT_IN_PROFILE(Severity.ERROR, "the version named by --profile does not have this");

  private final Severity severity;
  private final String meaning;

  Code(Severity severity, String meaning) {
    this.severity = severity;
    this.meaning = meaning;
  }

  public Severity severity() {
    return severity;
  }

  /** One line for people. */
  public String meaning() {
    return meaning;
  }

  /** The stable name, such as {@code shadowed-rule}. */
  public String code() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
