using TcpVet.Tuning.Journaling;

namespace TcpVet.Tuning.Applying;

/// <summary>What became of an undoing. The values are back; whether that could be written down is the second question.</summary>
/// <param name="Entry">The entry as it is now.</param>
/// <param name="Unwritten">Why the journal, or the file of sysctl.d, does not say so; null when it does.</param>
public sealed record Undone(JournalEntry Entry, string? Unwritten);
