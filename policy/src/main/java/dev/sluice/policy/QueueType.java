package dev.sluice.policy;

import java.util.Map;

/**
 * One entry of /queue type.
 *
 * @param kind pfifo, bfifo, red, sfq, pcq, codel, fq-codel, cake, mq-pfifo or none
 * @param parameters the properties that were set, by RouterOS name, as written
 */
public record QueueType(String name, String kind, Map<String, String> parameters, Origin origin) {
  public QueueType {
    parameters = Map.copyOf(parameters);
  }
}
