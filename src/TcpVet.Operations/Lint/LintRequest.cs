using TcpVet.Configs.Text;
using TcpVet.Model;
using TcpVet.Operations.Settings;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Operations.Lint;

/// <summary>What <c>lint</c> is to look at and to ask.</summary>
public sealed record LintRequest
{
    /// <summary>The path that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>
    /// The files and folders, in the order in which they were named; <see cref="StandardInput"/> for <see cref="OpenInput"/>.
    /// </summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Opens standard input.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>The kind of all of them; null to find out.</summary>
    public ConfigurationKind? Kind { get; init; }

    /// <summary>The kernel to judge for; null for the one that runs.</summary>
    public string? Kernel { get; init; }

    /// <summary>Whether this host's own configurations are read.</summary>
    public bool Live { get; init; }

    /// <summary>Where includes may lead.</summary>
    public required ConfigScope Scope { get; init; }

    /// <summary>The word that names the network namespace; null for the own one.</summary>
    public string? Netns { get; init; }

    /// <summary>The settings in force.</summary>
    public required CheckupSettings Settings { get; init; }

    /// <summary>The thresholds in force.</summary>
    public RuleSettings Rules => Settings.Rules;

    /// <summary>
    /// The codes of the rules to ask; null for all of <see cref="LintRules"/>. Where they are named, nothing else is worth telling.
    /// </summary>
    public IReadOnlyList<string>? Codes => Settings.Only;

    /// <summary>Findings that do not count.</summary>
    public required IgnoreList Ignored { get; init; }
}
