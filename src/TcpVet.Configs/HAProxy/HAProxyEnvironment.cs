namespace TcpVet.Configs.HAProxy;

/// <summary>
/// The environment as far as it can be known from the configuration: what <c>setenv</c>, <c>presetenv</c>, <c>resetenv</c> and
/// <c>unsetenv</c> of the global section make of it. The process's own is not read: it holds secrets.
/// </summary>
internal sealed class HAProxyEnvironment
{
    private readonly Dictionary<string, string?> set = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether what nothing is known about is taken to be unset, so that the default that is written behind it counts: for a file. A
    /// running
    /// process may have it set.
    /// </summary>
    public bool TakesDefaults { get; init; }

    /// <summary>The pseudo-variables, which begin with a dot (Configuration Manual, 2.3).</summary>
    public string File { get; set; } = "";

    /// <summary>The line, from 1.</summary>
    public int Line { get; set; }

    /// <summary>The section's name, or its kind where it has none.</summary>
    public string Section { get; set; } = "";

    /// <summary>The value of a variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Null when it is known not to exist.</param>
    /// <returns>False when nothing is known about it.</returns>
    public bool TryGet(string name, out string? value)
    {
        value = name switch { ".FILE" => File, ".LINE" => $"{Line}", ".SECTION" => Section, _ => null };
        return value is not null || set.TryGetValue(name, out value);
    }

    /// <summary>Applies a keyword of the global section that changes the environment.</summary>
    public void Apply(string keyword, IReadOnlyList<string> arguments)
    {
        switch (keyword)
        {
            case "setenv" when arguments.Count == 2:
                set[arguments[0]] = arguments[1];
                break;
            // It yields to a variable that exists already, and which do is not known.
            case "presetenv" when arguments.Count == 2 && set.GetValueOrDefault(arguments[0], "") is null:
                set[arguments[0]] = arguments[1];
                break;
            case "unsetenv":
                foreach (string name in arguments)
                {
                    set[name] = null;
                }

                break;
        }
    }
}
