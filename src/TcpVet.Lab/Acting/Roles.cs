namespace TcpVet.Lab.Acting;

/// <summary>Everything that an actor can do, by name; one file a role.</summary>
internal static class Roles
{
    internal static IReadOnlyDictionary<string, Action<Part>> All { get; } = new Dictionary<string, Action<Part>>(StringComparer.Ordinal)
    {
        ["hold"] = _ => Hold(),
        [Keep.Role] = Keep.Play,
        [Serve.Role] = Serve.Play,
        [Visit.Role] = Visit.Play,
        [Scan.Role] = Scan.Play,
        [Reload.Role] = Reload.Play,
        [Flood.Role] = Flood.Play,
        [Spend.Role] = Spend.Play,
        [Send.Role] = Send.Play,
        [Read.Role] = Read.Play,
        [Exhaust.Role] = Exhaust.Play,
        [TwoClocks.Role] = TwoClocks.Play,
        [Undertaker.Role] = Undertaker.Play,
    };

    private static void Hold()
    {
        Part.Ready();
        Part.WaitForEnd();
    }
}
