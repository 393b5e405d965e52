namespace TcpVet.Lab.Acting;

/// <summary>Everything that an actor can do, by name; one file a role.</summary>
internal static class Roles
{
    internal static IReadOnlyDictionary<string, Action<Part>> All { get; } = new Dictionary<string, Action<Part>>(StringComparer.Ordinal)
    {
        ["hold"] = _ => Hold(),
        [Undertaker.Role] = Undertaker.Play,
    };

    private static void Hold()
    {
        Part.Ready();
        Part.WaitForEnd();
    }
}
