package dev.sluice.config.meaning;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What someone may have meant to write. */
public final class Suggestion {
  private static final int LISTED = 16;
  private static final int LONGEST = 64;

  private Suggestion() {}

  /** A sentence: the nearest word if one is near, else all of them if they are few. */
  public static String help(String written, Collection<String> words) {
    String near = nearest(written, words);
    if (near != null) {
      return "did you mean " + near + "?";
    }
    return words.isEmpty() || words.size() > LISTED
        ? ""
        : "it is one of " + String.join(", ", words);
  }

  /** The word with the fewest changes, if they are few for its length. */
  public static @Nullable String nearest(String written, Collection<String> words) {
    if (written.isEmpty() || written.length() > LONGEST) {
      return null;
    }
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String word : words) {
      int distance = distance(written, word);
      if (distance < least
          && distance <= Math.max(1, Math.min(written.length(), word.length()) / 3)) {
        least = distance;
        best = word;
      }
    }
    return best;
  }

  /** Insertions, deletions, changes and swaps of neighbours. */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        least = Math.min(least, cost[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
