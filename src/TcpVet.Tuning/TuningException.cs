namespace TcpVet.Tuning;

/// <summary>Something was not changed, or not undone, for a reason that the user can do something about. The text may hold text from
/// outside.</summary>
/// <param name="message">One line: what, and what to do.</param>
public sealed class TuningException(string message) : Exception(message);
