package dev.sluice.policy;

/**
 * Seconds of a day, both ends included; {@code first >= last} means from {@code first} to midnight
 * and from midnight to {@code last}. RouterOS: the last second counts ({@code 8h-17h} matches at
 * 17:00:00).
 */
public record TimeOfDayRange(int first, int last) {

  public boolean contains(int secondOfDay) {
    return first < last
        ? first <= secondOfDay && secondOfDay <= last
        : secondOfDay >= first || secondOfDay <= last;
  }
}
