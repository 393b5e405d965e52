namespace TcpVet.Cases.Tests;

/// <summary>The files of this repository.</summary>
internal static class Checkout
{
    /// <summary>The directory of TcpVet.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of this project.</summary>
    public static string Project { get; } = Path.Combine(Root, "tests/TcpVet.Cases.Tests");

    /// <summary>The page that the tests hold.</summary>
    public static string Page { get; } = Path.Combine(Root, "docs/cases.md");

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "TcpVet.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("TcpVet.slnx is in no folder above the tests");
    }
}
