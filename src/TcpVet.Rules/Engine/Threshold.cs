namespace TcpVet.Rules.Engine;

/// <summary>A number that a rule's verdict hangs on, with where it comes from; a settings file may change it.</summary>
/// <param name="Key">The rule's code and a name, <c>TV101.min_count</c>.</param>
/// <param name="Default">The value without a settings file; never negative.</param>
/// <param name="Unit">What it counts: <c>sockets</c>, <c>ms</c>, <c>%</c>.</param>
/// <param name="Source">Why this value: a kernel constant, an RFC, a measurement, or <c>engineering default</c>.</param>
/// <param name="Description">What happens at and above it.</param>
public sealed record Threshold(string Key, double Default, string Unit, string Source, string Description);
