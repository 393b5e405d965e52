namespace TcpVet.Reports.Forms;

/// <summary>The forms of <c>--output</c>.</summary>
public enum OutputFormat
{
    /// <summary>Aligned columns or prose.</summary>
    Table,
    /// <summary>The same with more columns.</summary>
    Wide,
    /// <summary>One JSON document.</summary>
    Json,
    /// <summary>One JSON object a line.</summary>
    Jsonl,
    /// <summary>Comma-separated values, RFC 4180.</summary>
    Csv,

    /// <summary>Static Analysis Results Interchange Format 2.1.0; <c>lint</c> alone has it.</summary>
    Sarif,
}
