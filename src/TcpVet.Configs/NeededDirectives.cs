using TcpVet.Model;

namespace TcpVet.Configs;

/// <summary>
/// A server's configuration cut down to what the rules ask for: what a capture may hold, which is handed to others. The names are a list
/// of those that are let through, so that a password, a key or a token of a directive nobody thought of stays out.
/// </summary>
public static class NeededDirectives
{
    /// <summary>The most directives that are kept of one configuration.</summary>
    public const int Most = 5000;

    /// <summary>The configuration with nothing else in it. Those of the kernel's settings stay as they are.</summary>
    public static Configuration Of(Configuration configuration)
    {
        if (ConfigKinds.Of(configuration.Kind).Keep is not { } keep)
        {
            return configuration;
        }

        int left = Most;
        ConfigDirective[] kept = Filter(configuration.Directives, keep, ref left);
        return left > 0 ? configuration with { Directives = kept } : configuration with
        {
            Directives = kept,
            Incomplete = true,
            Problems = [.. configuration.Problems, Cut(configuration.Files[0])],
        };
    }

    private static ConfigProblem Cut(string file) =>
        new(file, 0, 0, $"only the first {Most} directives that matter are kept", Fatal: false) { Unread = true };

    private static ConfigDirective[] Filter(
        IReadOnlyList<ConfigDirective> directives, Func<ConfigDirective, ConfigDirective?> keep, ref int left)
    {
        List<ConfigDirective> kept = [];
        foreach (ConfigDirective directive in directives)
        {
            if (left > 0 && keep(directive) is { } needed)
            {
                left--;
                kept.Add(needed with { Children = needed.Children.Count == 0 ? [] : Filter(needed.Children, keep, ref left) });
            }
        }

        return [.. kept];
    }
}
