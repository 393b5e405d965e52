namespace TcpVet.Reports.Sarif;

/// <summary>A place in a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">From 1; 0 for the file as a whole.</param>
/// <param name="Column">From 1, in UTF-16 units; 0 for the line as a whole.</param>
public sealed record SarifPlace(string File, int Line, int Column);
