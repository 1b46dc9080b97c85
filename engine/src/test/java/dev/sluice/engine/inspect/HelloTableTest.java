package dev.sluice.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Gen;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HelloTableTest {
  @Test
  void agreesWithAMap() {
    Gen.cases(
        3,
        Gen.count(100),
        gen -> {
          HelloTable table = new HelloTable();
          Map<Integer, String> model = new HashMap<>();
          for (int i = 0; i < 400; i++) {
            int connection = gen.below(60) * 64;
            switch (gen.below(4)) {
              case 0 -> {
                table.name(connection, "n" + i);
                model.put(connection, "n" + i);
              }
              case 1 -> {
                table.collect(connection, new Hello(false, i, ""));
                model.put(connection, "");
              }
              case 2 -> {
                if (table.find(connection) < 0) {
                  table.await(connection, i, i);
                  model.put(connection, "");
                }
              }
              default -> {
                table.remove(connection);
                model.remove(connection);
              }
            }
          }
          assertThat(table.size()).as(gen.toString()).isEqualTo(model.size());
          for (int i = 0; i < 60; i++) {
            int at = table.find(i * 64);
            assertThat(at < 0 ? "absent" : table.name(at))
                .as(gen.toString())
                .isEqualTo(model.getOrDefault(i * 64, "absent"));
          }
        });
  }

  @Test
  void collectsALimitedNumberOfHellosAndCountsTheRest() {
    HelloTable table = new HelloTable();
    for (int i = 0; i < HelloTable.MOST_COLLECTING; i++) {
      assertThat(table.collect(i, new Hello(false, 0, ""))).isTrue();
    }
    assertThat(table.collect(1_000_000, new Hello(false, 0, ""))).isFalse();
    assertThat(table.refused()).isEqualTo(1);
    table.name(5, "a.example");
    assertThat(table.collect(1_000_000, new Hello(false, 0, ""))).isTrue();
  }

  @Test
  void waitsForALimitedNumberOfStreams() {
    HelloTable table = new HelloTable();
    for (int i = 0; i <= HelloTable.MOST_WAITING; i++) {
      table.await(i, 0, 0);
    }
    assertThat(table.refused()).isEqualTo(1);
    assertThat(table.size()).isEqualTo(HelloTable.MOST_WAITING);
  }
}
