namespace TcpVet.Cli.Output;

/// <summary>The forms of <c>--output</c>.</summary>
internal enum OutputFormat
{
    Table,
    Wide,
    Json,
    Jsonl,
    Csv,

    /// <summary>Static Analysis Results Interchange Format 2.1.0; <c>lint</c> alone has it.</summary>
    Sarif,
}
