using TcpVet.Model;

namespace TcpVet.Tuning.Planning;

/// <summary>A setting that a plan gives another value.</summary>
public sealed record PlannedChange
{
    /// <summary>With dots: <c>net.core.somaxconn</c>; one that tcpvet knows.</summary>
    public required string Setting { get; init; }

    /// <summary>The running value when the plan was made, as the kernel shows it.</summary>
    public required string From { get; init; }

    /// <summary>The value to give, as the kernel will show it.</summary>
    public required string To { get; init; }

    /// <summary>The codes of the findings that ask for it, each once; empty when a file does.</summary>
    public required IReadOnlyList<string> Because { get; init; }

    /// <summary>The findings or lines that ask for it, with their evidence.</summary>
    public IReadOnlyList<ChangeReason> Reasons { get; init; } = [];

    /// <summary>The file that keeps it after a restart of the host, when it is confirmed with <c>--persist</c>.</summary>
    public string File { get; init; } = "";

    /// <summary>False when what the value did meanwhile stays done after it went back.</summary>
    public bool Reversible { get; init; } = true;

    /// <summary>How much can go wrong.</summary>
    public ChangeRisk Risk { get; init; }

    /// <summary>What can go wrong.</summary>
    public string RiskWhy { get; init; } = "";

    /// <summary>What undoes it, and what that leaves.</summary>
    public string Undo { get; init; } = "";

    /// <summary>When the new value acts.</summary>
    public string TakesEffect { get; init; } = "";

    /// <summary>The line of another file that would win over <see cref="File"/> when the host starts; null when none would.</summary>
    public BootLine? WinsAtBoot { get; init; }
}

/// <summary>A line that the host applies when it starts.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Line">From 1.</param>
/// <param name="Value">What it sets.</param>
public sealed record BootLine(string File, int Line, string Value);

/// <summary>What a plan does not do, and why.</summary>
/// <param name="What">A finding's code and title, or a setting and value; hostile text.</param>
/// <param name="Why">The reason.</param>
public sealed record NotProposed(Phrase What, Phrase Why)
{
    /// <summary>The finding's code; null when it is none.</summary>
    public string? Code { get; init; }

    /// <summary>The setting; null when no single one is concerned.</summary>
    public string? Setting { get; init; }

    /// <summary>The file; null when it is no line of one.</summary>
    public string? File { get; init; }

    /// <summary>The line in <see cref="File"/>, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>The verdict on the line, as <c>lint</c> has it; null when it is no line.</summary>
    public string? Verdict { get; init; }
}
