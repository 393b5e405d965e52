using TcpVet.Model;

namespace TcpVet.Reports.Sarif;

/// <summary>SARIF's words for how much something matters (section 3.27.10).</summary>
public static class SarifLevel
{
    /// <summary>The gravest.</summary>
    public const string Error = "error";

    /// <summary>What should be mended.</summary>
    public const string Warning = "warning";

    /// <summary>What is good to know.</summary>
    public const string Note = "note";

    /// <summary>The word for a severity.</summary>
    public static string Of(Severity severity) => severity switch
    {
        Severity.Critical => Error,
        Severity.Warning => Warning,
        _ => Note,
    };
}
