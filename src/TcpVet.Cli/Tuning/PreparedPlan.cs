using TcpVet.Linux.Namespaces;
using TcpVet.Tuning.Measuring;
using TcpVet.Tuning.Planning;

namespace TcpVet.Cli.Tuning;

/// <summary>A plan, and the figures of the findings that asked for it.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Netns">The namespace that it was made in; null for that of a record.</param>
/// <param name="Before">The figures as they were when the plan was made; null when no finding asked for anything.</param>
internal sealed record PreparedPlan(TuningPlan Plan, NetworkNamespace? Netns, Measurement? Before);
