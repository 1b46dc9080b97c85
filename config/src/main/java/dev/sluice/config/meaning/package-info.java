/**
 * What items mean: values to numbers, times and addresses, rules to matchers and actions, a whole
 * configuration to a policy.
 */
@NullMarked
package dev.sluice.config.meaning;

import org.jspecify.annotations.NullMarked;
