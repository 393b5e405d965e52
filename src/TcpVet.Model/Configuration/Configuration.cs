using System.Text.Json.Serialization;
using TcpVet.Model.Records;

namespace TcpVet.Model;

/// <summary>What a configuration is written for.</summary>
public enum ConfigurationKind
{
    /// <summary>sysctl.conf and sysctl.d fragments, in the order in which they are applied at boot.</summary>
    SysctlConf,

    /// <summary>What <c>sysctl -a</c> prints: the values of a running host.</summary>
    SysctlOutput,

    /// <summary>Tomcat's server.xml.</summary>
    Tomcat,

    /// <summary>nginx.conf with its includes.</summary>
    Nginx,

    /// <summary>haproxy.cfg.</summary>
    HAProxy,

    /// <summary>httpd.conf or apache2.conf with its includes.</summary>
    Httpd,

    /// <summary>A profile of tuned (tuned.conf), of which the settings of the kernel are read.</summary>
    Tuned,
}

/// <summary>How a configuration came into the capture.</summary>
public enum ConfigurationOrigin
{
    /// <summary>Somebody named the file.</summary>
    Given,

    /// <summary>A process of this capture reads it (<see cref="Configuration.Process"/>).</summary>
    Process,

    /// <summary>The system reads it at boot (sysctl.d).</summary>
    System,
}

/// <summary>
/// A configuration as text has it: directives with their places, nothing inherited, resolved or defaulted. Bounded; hostile text.
/// </summary>
public sealed record Configuration
{
    /// <summary>What it is written for.</summary>
    public required ConfigurationKind Kind { get; init; }

    /// <summary>How it came here.</summary>
    public ConfigurationOrigin Origin { get; init; } = ConfigurationOrigin.Given;

    /// <summary>The process that reads it; null when none is known.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>The product's version, <c>1.22.1</c>, as its program file or package tells; null when unknown.</summary>
    public string? Version { get; init; }

    /// <summary>The files that it was read from, the first one first, each once, in reading order; <see cref="ConfigDirective.File"/> is an
    /// index into it.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The directives at the top, in reading order; those of an included file stand in the place of the include, behind the
    /// include itself.</summary>
    [AtMost(10_000)]
    public required IReadOnlyList<ConfigDirective> Directives { get; init; }

    /// <summary>What could not be read or understood, and where.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; init; } = [];

    /// <summary>True when a limit on size cut something off; <see cref="Problems"/> says what.</summary>
    public bool Incomplete { get; init; }
}

/// <summary>
/// One directive: an nginx or httpd directive or block, a keyword of HAProxy, an XML element (attributes are children without children of
/// their own, named <c>@port</c>), a line <c>key = value</c> of sysctl.conf (one argument, the value).
/// </summary>
/// <param name="Name">As the text has it; for sysctl the key as written, without a leading <c>-</c>.</param>
/// <param name="Arguments">Unquoted; for sysctl the value alone.</param>
/// <param name="File">An index into <see cref="Configuration.Files"/>.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">Of the name's first character, from 1, in UTF-16 units; a tab is one.</param>
/// <param name="Children">What stands inside a block, section or element; empty otherwise.</param>
public sealed record ConfigDirective(string Name,
    IReadOnlyList<string> Arguments, int File, int Line, int Column, [property: AtMost(10_000)] IReadOnlyList<ConfigDirective> Children)
{
    /// <summary>True for a sysctl line with <c>-</c> before its key: a failure is not an error.</summary>
    public bool Lenient { get; init; }

    /// <summary>The first argument; empty when there is none.</summary>
    [JsonIgnore]
    public string Argument => Arguments.Count > 0 ? Arguments[0] : "";
}

/// <summary>Text that a parser could not take.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Line">From 1; 0 for the file as a whole.</param>
/// <param name="Column">From 1; 0 for the line as a whole.</param>
/// <param name="Message">What was expected and what was found.</param>
/// <param name="Fatal">True when nothing after it was understood.</param>
public sealed record ConfigProblem(string File, int Line, int Column, string Message, bool Fatal)
{
    /// <summary>True when nothing is wrong with the text: the reader was kept from it (a refusal of the system), or kept away (a limit, the
    /// folder that includes may not leave).</summary>
    public bool Unread { get; init; }

    /// <summary>
    /// True for a note of what only the running process decides: nothing is wrong with the text, and every way was read.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Undecided { get; init; }
}
