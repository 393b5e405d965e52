namespace TcpVet.Lab;

/// <summary>How a program ended and what it said.</summary>
/// <param name="ExitStatus">Its exit status; 128 + n when signal n killed it, as shells have it.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
public sealed record ToolResult(int ExitStatus, string Output, string Errors)
{
    /// <summary>The output of a program that succeeded.</summary>
    /// <exception cref="LabException">It did not.</exception>
    public string Checked(string program) =>
        ExitStatus == 0 ? Output : throw new LabException($"{program} ended with {ExitStatus}: {Errors.Trim()}");
}
