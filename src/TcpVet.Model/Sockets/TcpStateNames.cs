namespace TcpVet.Model;

/// <summary>The names of states: written one way (RFC 9293 with underscores), read in every common spelling.</summary>
public static class TcpStateNames
{
    private static readonly string[] Canonical =
    [
        "UNKNOWN", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT",
        "CLOSE", "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING", "NEW_SYN_RECV", "BOUND_INACTIVE",
    ];

    // Spellings with the separators taken out, beyond the canonical ones.
    private static readonly Dictionary<string, TcpState> Spellings = new(StringComparer.Ordinal)
    {
        ["ESTAB"] = TcpState.Established,
        ["UNCONN"] = TcpState.Close,
        ["UNCONNECTED"] = TcpState.Close,
        ["SYNRECEIVED"] = TcpState.SynRecv,
        ["SYNRCVD"] = TcpState.SynRecv,
        ["SYNRCV"] = TcpState.SynRecv,
        ["CLOSED"] = TcpState.Close,
        ["LISTENING"] = TcpState.Listen,
        ["FINWAIT"] = TcpState.FinWait1,
        ["TIMEDWAIT"] = TcpState.TimeWait,
        ["ITMEDWAIT"] = TcpState.TimeWait,
    };

    /// <summary>Every state in the kernel's order, without <see cref="TcpState.Unknown"/>.</summary>
    public static IReadOnlyList<TcpState> All { get; } = [.. Enum.GetValues<TcpState>().Where(state => state != TcpState.Unknown)];

    /// <summary>The name as this program writes it: <c>TIME_WAIT</c>.</summary>
    public static string Name(this TcpState state) =>
        (int)state < Canonical.Length ? Canonical[(int)state] : $"STATE_{(int)state}";

    /// <summary>
    /// Reads a state in any common spelling: either case; <c>-</c>, <c>_</c> or nothing between the words.
    /// </summary>
    /// <param name="text">What the user typed.</param>
    /// <param name="state">The state.</param>
    /// <param name="hint">For a misprint of well-known guides, one line that says what is meant; otherwise null.</param>
    public static bool TryParse(string text, out TcpState state, out string? hint)
    {
        hint = null;
        string key = Squeeze(text);
        int canonical = Array.FindIndex(Canonical, 1, name => Squeeze(name) == key);
        if (canonical > 0)
        {
            state = (TcpState)canonical;
            return true;
        }

        if (!Spellings.TryGetValue(key, out state))
        {
            return false;
        }

        if (key is "TIMEDWAIT" or "ITMEDWAIT")
        {
            hint = $"'{text}' is a misprint of TIME_WAIT that many guides copy; taken as TIME_WAIT";
        }

        return true;
    }

    /// <summary>Up to three state names that resemble the text, nearest first.</summary>
    public static IReadOnlyList<string> Near(string text) =>
        TextDistance.Nearest(Squeeze(text), Canonical.Skip(1), Squeeze, most: 3);

    private static string Squeeze(string text) =>
        text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
}
