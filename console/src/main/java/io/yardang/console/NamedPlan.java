package io.yardang.console;

import io.yardang.v1.RunPlan;

/**
 * A plan that a run can be started with.
 *
 * @param name how it is asked for, such as its file's name without the ending
 * @param plan the plan
 */
public record NamedPlan(String name, RunPlan plan) {}
