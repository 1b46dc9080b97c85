package dev.sluice.engine.rules;

import dev.sluice.policy.*;
import java.util.List;

final class IndexCompiler {
  static CompiledChain compile(
      ChainProgram program, List<Rule> rules, Family family, Surroundings around) {
    return program;
  }
}
