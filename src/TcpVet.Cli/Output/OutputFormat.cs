namespace TcpVet.Cli.Output;

/// <summary>The forms of <c>--output</c>.</summary>
internal enum OutputFormat
{
    Table,
    Wide,
    Json,
    Jsonl,
    Csv,
}
