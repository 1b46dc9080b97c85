package dev.sluice.engine.rules;

import dev.sluice.policy.Matcher;

/**
 * Why a rule did not match: its first matcher that said no.
 *
 * @param packet what the packet has, as text
 * @param wanted what the rule asks for, as RouterOS writes it
 */
public record Failure(Matcher matcher, String packet, String wanted) {}
