package dev.sluice.check.reach;

import dev.sluice.policy.Family;
import dev.sluice.policy.TrackingState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of packets that rules ask for, and the numbers that each may be. Behind the fixed ones
 * come facts, made as rules ask for them: questions to payload, lists or connections that have the
 * answers {@link #NO}, {@link #YES} and {@link #ABSENT}. Two rules that ask the same fact of a
 * packet get the same answer. Not threadsafe.
 */
public final class Fields {
  static final int SOURCE = 0;
  static final int DESTINATION = 1;
  static final int PROTOCOL = 2;
  static final int SOURCE_PORT = 3;
  static final int DESTINATION_PORT = 4;
  static final int TCP_FLAGS = 5;
  static final int ICMP = 6;

  /** Ordinals of {@link dev.sluice.policy.TrackingState}. */
  public static final int STATE = 7;

  static final int IN = 8;
  static final int OUT = 9;
  static final int LENGTH = 10;
  static final int TOS = 11;
  static final int TTL = 12;
  static final int LATER_FRAGMENT = 13;
  static final int CONNECTION_MARK = 14;
  static final int PACKET_MARK = 15;
  static final int ROUTING_MARK = 16;
  static final int INGRESS_PRIORITY = 17;
  static final int PRIORITY = 18;
  static final int SOURCE_TYPE = 19;
  static final int DESTINATION_TYPE = 20;
  static final int MAC = 21;
  static final int NAT_STATE = 22;
  static final int TIME = 23;
  static final int FIRST_FACT = 24;

  static final int NO_PORT = 65_536;
  static final int NO_FLAGS = 256;
  static final int NO_ICMP = 65_536;
  static final int NO_NAT_STATE = 16;
  static final int WEEK_SECONDS = 7 * 86_400;

  static final int NO = 0;
  static final int YES = 1;
  static final int ABSENT = 2;

  /** The states of packets that have a connection. */
  static final Numbers TRACKED =
      Numbers.range(TrackingState.NEW.ordinal(), TrackingState.RELATED.ordinal());

  private static final Numbers ANSWERS = Numbers.range(NO, ABSENT);

  private final Numbers[] fixed = new Numbers[FIRST_FACT];
  private final Map<Object, Integer> facts = new HashMap<>();
  private final List<Object> questions = new ArrayList<>();

  Fields(Family family, Names names, Addresses addresses) {
    fixed[SOURCE] = addresses.all();
    fixed[DESTINATION] = addresses.all();
    fixed[PROTOCOL] = Numbers.range(0, 255);
    fixed[SOURCE_PORT] = Numbers.range(0, NO_PORT);
    fixed[DESTINATION_PORT] = Numbers.range(0, NO_PORT);
    fixed[TCP_FLAGS] = Numbers.range(0, NO_FLAGS);
    fixed[ICMP] = Numbers.range(0, NO_ICMP);
    fixed[STATE] = Numbers.range(0, 4);
    fixed[IN] = names.interfaces();
    fixed[OUT] = names.interfaces();
    fixed[LENGTH] = Numbers.range(family == Family.IPV4 ? 20 : 40, 65_535 + 40);
    fixed[TOS] = Numbers.range(0, 255);
    fixed[TTL] = Numbers.range(0, 255);
    fixed[LATER_FRAGMENT] = Numbers.range(0, 1);
    fixed[CONNECTION_MARK] = names.connectionMarks();
    fixed[PACKET_MARK] = names.marks();
    fixed[ROUTING_MARK] = names.marks();
    fixed[INGRESS_PRIORITY] = Numbers.range(0, 63);
    fixed[PRIORITY] = Numbers.range(0, 63);
    fixed[SOURCE_TYPE] = Numbers.range(0, 7);
    fixed[DESTINATION_TYPE] = Numbers.range(0, 7);
    fixed[MAC] = names.macs();
    fixed[NAT_STATE] = Numbers.range(0, NO_NAT_STATE);
    fixed[TIME] = Numbers.range(0, WEEK_SECONDS - 1);
  }

  /** No packet is like that: a connection is what makes a state, and what carries a mark. */
  List<Box> never() {
    Numbers none = Numbers.of(fixed[CONNECTION_MARK].last());
    Numbers some = fixed[CONNECTION_MARK].minus(none);
    return List.of(
        Box.ALL.with(STATE, TRACKED).with(CONNECTION_MARK, none),
        Box.ALL.with(STATE, fixed[STATE].minus(TRACKED)).with(CONNECTION_MARK, some));
  }

  /** All that a field may be. */
  Numbers all(int field) {
    return field < FIRST_FACT ? fixed[field] : ANSWERS;
  }

  /** The field of a question, which is known by its equals. */
  int fact(Object question) {
    Integer known = facts.putIfAbsent(question, FIRST_FACT + questions.size());
    if (known == null) {
      questions.add(question);
      return FIRST_FACT + questions.size() - 1;
    }
    return known;
  }

  boolean isFact(int field) {
    return field >= FIRST_FACT;
  }

  Object question(int field) {
    return questions.get(field - FIRST_FACT);
  }

  /** How many facts were asked for so far. */
  int facts() {
    return questions.size();
  }
}
