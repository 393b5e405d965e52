using TcpVet.Linux.Namespaces;
using TcpVet.Tuning.Measuring;
using TcpVet.Tuning.Planning;

namespace TcpVet.Operations.Tune;

/// <summary>A plan, and the figures of the findings that asked for it. Nothing is changed until it is applied.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Netns">The namespace that it was made in; null for that of a record.</param>
/// <param name="Before">The figures as they were when the plan was made; null when no finding asked for anything.</param>
public sealed record PreparedPlan(TuningPlan Plan, NetworkNamespace? Netns, Measurement? Before);
