using System.Globalization;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>Sockets by any keys.</summary>
/// <param name="Origin">Where and when.</param>
/// <param name="Keys">The names of the keys, in the order of the columns.</param>
/// <param name="Rows">The counts, largest first, then by key; what <see cref="CountRequest.Top"/> left out comes last.</param>
/// <param name="Udp">Whether UDP sockets alone were counted.</param>
public sealed record CountAnswer(Origin Origin, IReadOnlyList<string> Keys, IReadOnlyList<CountRow> Rows, bool Udp = false);

/// <summary>A count by keys.</summary>
/// <param name="Values">One value a key; null in the row that sums what was left out.</param>
/// <param name="Count">How many sockets.</param>
public sealed record CountRow(IReadOnlyList<KeyValue>? Values, long Count);

/// <summary>One value of a key: text, a number, or nothing.</summary>
/// <param name="Text">The value as text, raw; null for none.</param>
/// <param name="Number">The value, when it is a number.</param>
public readonly record struct KeyValue(string? Text, long? Number = null)
{
    /// <summary>A number.</summary>
    public static KeyValue Of(long number) => new(number.ToString(CultureInfo.InvariantCulture), number);
}
