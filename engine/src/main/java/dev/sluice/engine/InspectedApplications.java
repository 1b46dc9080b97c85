package dev.sluice.engine;

import dev.sluice.engine.inspect.Inspection;
import dev.sluice.engine.inspect.ServerNames;
import dev.sluice.engine.rules.Applications;
import dev.sluice.engine.rules.Context;

/** What rules may ask of inspection, about the packet on the road. Not threadsafe. */
final class InspectedApplications implements Applications {
  private final Inspection inspection;
  private final ServerNames names;

  InspectedApplications(Inspection inspection, ServerNames names) {
    this.inspection = inspection;
    this.names = names;
  }

  @Override
  public int pattern(String name) {
    return inspection.pattern(name);
  }

  @Override
  public boolean matched(int pattern, Context context) {
    return inspection.matched(
        pattern,
        context.packet(),
        context.connections(),
        context.connection(),
        context.reply(),
        context.now());
  }

  @Override
  public int glob(String text) {
    return names.glob(text);
  }

  @Override
  public int named(int glob, Context context) {
    boolean fits =
        names.matches(
            glob,
            context.packet(),
            context.connections(),
            context.connection(),
            context.reply(),
            context.now());
    if (!names.known(context.connection())) {
      return NO_NAME;
    }
    return fits ? 1 : 0;
  }

  @Override
  public String serverName(Context context) {
    return names.name(context.connection());
  }
}
