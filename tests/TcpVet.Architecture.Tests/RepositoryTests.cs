using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TcpVet.Architecture.Tests;

/// <summary>What the repository promises about itself.</summary>
public sealed partial class RepositoryTests
{
    /// <summary>No tracked file names a place that only its author's machine has.</summary>
    [Fact]
    public void No_file_names_a_place_on_one_machine()
    {
        string self = Checkout.Root + "/";
        IEnumerable<string> naming = Checkout.Files.Where(file =>
        {
            string text = Checkout.Text(file);
            return text.Contains(self, StringComparison.Ordinal) || PrivatePath().IsMatch(text);
        });

        Assert.Empty(naming);
    }

    /// <summary>The solution holds every project, and no project that is gone.</summary>
    [Fact]
    public void Solution_holds_every_project()
    {
        IEnumerable<string> listed = XDocument.Parse(Checkout.Text("TcpVet.slnx")).Descendants("Project").Select(project => project.Attribute("Path")!.Value);

        Assert.Equal(Checkout.Below("", ".csproj").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    /// <summary>Every package in use is listed with a reason, and every listed one is in use.</summary>
    [Fact]
    public void Packages_are_listed_with_a_reason()
    {
        string[][] listed = [.. Checkout.List("eng/dependencies.txt").Select(line => line.Split(' ', 2, StringSplitOptions.TrimEntries))];
        string[] used = [.. Names("PackageReference", [.. Checkout.Below("", ".csproj"), .. Checkout.Below("", ".props")])];

        Assert.Empty(listed.Where(line => line.Length < 2).Select(line => $"{line[0]} has no reason"));
        Assert.Equal(used, listed.Select(line => line[0]).Order(StringComparer.Ordinal));
        Assert.Equal(used, Names("PackageVersion", ["Directory.Packages.props"]));
    }

    /// <summary>A relative link in a document leads to a file.</summary>
    [Fact]
    public void Links_between_documents_lead_somewhere()
    {
        IEnumerable<string> broken =
            from file in Checkout.Below("", ".md")
            from Match link in Link().Matches(Checkout.Text(file))
            let target = link.Groups["target"].Value
            where !Path.Exists(Path.Combine(Checkout.Root, Path.GetDirectoryName(file)!, target))
            select $"{file}: {target}";

        Assert.Empty(broken);
    }

    private static IEnumerable<string> Names(string element, IEnumerable<string> files) =>
        files.SelectMany(file => XDocument.Parse(Checkout.Text(file)).Descendants(element))
            .Select(reference => reference.Attribute("Include")!.Value)
            .Distinct()
            .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\.\./shared|/home/[a-z]|/Users/[A-Za-z]|/root/\.|[A-Z]:\\\\?Users")]
    private static partial Regex PrivatePath();

    [GeneratedRegex(@"\]\((?!https?:|mailto:|#)(?<target>[^)#\s]+)")]
    private static partial Regex Link();
}
