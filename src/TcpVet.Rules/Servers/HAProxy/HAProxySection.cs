using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>A section of HAProxy with the defaults that it starts from.</summary>
/// <param name="Directive">The section.</param>
/// <param name="Defaults">The section of defaults behind it; null when there is none.</param>
internal sealed record HAProxySection(ConfigDirective Directive, HAProxySection? Defaults)
{
    /// <summary><c>frontend</c>, <c>backend</c>, <c>listen</c>, <c>defaults</c>, <c>global</c>.</summary>
    public string Kind => Directive.Name;

    /// <summary>Its name; empty when it has none.</summary>
    public string Name => Directive.Argument is "from" ? "" : Directive.Argument;

    /// <summary><c>frontend web</c>.</summary>
    public Phrase Title => Name.Length > 0 ? $"{Kind} {Written.Name(Name)}" : Phrase.Verbatim(Kind);

    /// <summary>True when clients connect to it.</summary>
    public bool IsFrontend => Kind is "frontend" or "listen";

    /// <summary>True when it connects to servers.</summary>
    public bool IsBackend => Kind is "backend" or "listen";

    /// <summary>True for HTTP; TCP is the default.</summary>
    public bool IsHttp => Find("mode")?.Argument == "http";

    /// <summary>True for TCP.</summary>
    public bool IsTcp => Find("mode")?.Argument is null or "tcp";

    /// <summary>False for what answers by itself, as a page of statistics or a redirect: it holds nothing for a server behind it.</summary>
    public bool PassesOn => Servers.Any() || Find("default_backend") is not null || Find("dispatch") is not null
        || Directive.Children.Any(line => line.Name == "use_backend") || Option("transparent") is not null;

    /// <summary>True when it is switched off.</summary>
    public bool IsDisabled => Own("disabled") is { } off && (Own("enabled") is not { } on || on.Line < off.Line);

    /// <summary>Its <c>server</c> lines and templates.</summary>
    public IEnumerable<ConfigDirective> Servers => Directive.Children.Where(line => line.Name is "server" or "server-template");

    /// <summary>Its <c>bind</c> lines.</summary>
    public IEnumerable<ConfigDirective> Binds => Directive.Children.Where(line => line.Name == "bind");

    /// <summary>The line in force that begins with some words: the last of its own, else that of the defaults; null for HAProxy's
    /// default.</summary>
    public ConfigDirective? Find(string keyword, string? argument = null)
    {
        for (HAProxySection? section = this; section is not null; section = section.Defaults)
        {
            if (section.Own(keyword, argument) is { } line)
            {
                return line;
            }
        }

        return null;
    }

    /// <summary>The line of a timeout in force; null when it is unset. 0 is unset too.</summary>
    public ConfigDirective? Timeout(string name)
    {
        for (HAProxySection? section = this; section is not null; section = section.Defaults)
        {
            if (section.Directive.Children.LastOrDefault(line =>
                line.Name == "timeout" ? line.Argument == name : Old(line.Name) == name) is { } line)
            {
                return TimeOf(line)?.Ms == 0 ? null : line;
            }
        }

        return null;
    }

    /// <summary>The length of a timeout in force; null when it is unset or holds a variable.</summary>
    public HAProxyTime? TimeoutLength(string name) => Timeout(name) is { } line ? TimeOf(line) : null;

    /// <summary>The line that switches an option on; null when it is off.</summary>
    public ConfigDirective? Option(string name)
    {
        for (HAProxySection? section = this; section is not null; section = section.Defaults)
        {
            if (section.Directive.Children.LastOrDefault(line => Switches(line, name)) is { } line)
            {
                return line.Name == "option" ? line : null;
            }
        }

        return null;
    }

    /// <summary>A whole number behind a keyword; null when it is absent or something else.</summary>
    public (long Value, ConfigDirective Line)? Figure(string keyword) =>
        Find(keyword) is { } line && long.TryParse(line.Argument, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? (value, line)
            : null;

    /// <summary>The value of a server's parameter: on its line, else on the last default-server before it, else in the defaults; null when
    /// it is nowhere.</summary>
    public (string Value, ConfigDirective Line)? Parameter(ConfigDirective server, string name)
    {
        if (After(server, name, from: 2) is { } own)
        {
            return (own, server);
        }

        for (HAProxySection? section = this; section is not null; section = section.Defaults)
        {
            foreach (ConfigDirective line in section.Directive.Children.Where(line => line.Name == "default-server"
                && (section != this || line.Line < server.Line)).Reverse())
            {
                if (After(line, name, from: 0) is { } inherited)
                {
                    return (inherited, line);
                }
            }
        }

        return null;
    }

    /// <summary>The words behind a keyword on a line; null when it is not there.</summary>
    public static string? After(ConfigDirective line, string name, int from)
    {
        for (int i = from; i + 1 < line.Arguments.Count; i++)
        {
            if (line.Arguments[i] == name)
            {
                return line.Arguments[i + 1];
            }
        }

        return null;
    }

    /// <summary>The length that a line <c>timeout NAME LENGTH</c> gives; null when it is none.</summary>
    public static HAProxyTime? TimeOf(ConfigDirective line) => (line.Name == "timeout", line.Arguments) switch
    {
        (true, [_, var length, ..]) => HAProxyTime.Parse(length),
        (false, [var length, ..]) => HAProxyTime.Parse(length),
        _ => null,
    };

    // The names that HAProxy took up to 2.0.
    private static string? Old(string keyword) =>
        keyword switch { "clitimeout" => "client", "contimeout" => "connect", "srvtimeout" => "server", _ => null };

    private ConfigDirective? Own(string keyword, string? argument = null) =>
        Directive.Children.LastOrDefault(line => line.Name == keyword && (argument is null || line.Argument == argument));

    private static bool Switches(ConfigDirective line, string option) => line.Name switch
    {
        "option" => line.Argument == option,
        "no" or "default" => line.Arguments is ["option", var name, ..] && name == option,
        _ => false,
    };
}
