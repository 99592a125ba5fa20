using System.Xml.Linq;
using Tiny.Nn.Lab.Experiments;
using Tiny.Nn.Lab.Report;

namespace Tiny.Nn.Tests.Lab;

/// <summary>Tests of the gallery, the page of the last runs, and of the pictures on it.</summary>
public sealed partial class ExperimentTests
{
    const int MaximumBytes = 2 << 20;

    [Fact]
    public void The_gallery_shows_the_claims_and_the_picture_of_the_last_run()
    {
        var image = ColorMappedImage.Grayscale(new float[12], width: 4);
        Run(run =>
        {
            run.Section("A table");
            run.ShowTable(["n"], [["1"]]);
            run.Section("Images & charts");
            run.ShowImages([(image, "one <digit>"), (image, "")], width: 40);
            run.Show(new Chart("Loss & rate", new("epoch"), new("loss"), new Series("a < b", [(1, 2), (2, 1)])));
            run.Judge("PG-01", "a | b", "≥ 1", "2", holds: true);
            run.Judge("NN-16", "says", "≥ 3", "2", holds: false, reason: "too small");
        });
        var target = Path.Combine(lab.Folder, "gallery");
        Directory.CreateDirectory(target);
        Assert.Equal(1, ExperimentGallery.Write(target, lab.Folder, [new TestExperiment(_ => { })]));
        var page = File.ReadAllText(Path.Combine(target, "README.md"));
        Assert.Contains("| [test](#test) | A < B | 1 holds, 1 not reproduced |", page);
        Assert.Contains("| PG-01 | a \\| b | ≥ 1 | 2 | holds |", page);
        Assert.Contains("| NN-16 | says | ≥ 3 | 2 | not reproduced: too small |", page);
        Assert.Contains("experiment test", page);
        // The page lies outside the project, so that it links to its pictures only.
        Assert.Contains("explained in\nSOURCES.md.", page);
        Assert.All(System.Text.RegularExpressions.Regex.Matches(page, @"\]\(([^#)][^)]*)\)"), link =>
            Assert.True(File.Exists(Path.Combine(target, link.Groups[1].Value)), link.Value));
        var picture = XDocument.Load(Path.Combine(target, "pictures", "test.svg")).Root!;
        string[] texts = [.. picture.Descendants().Where(element => element.Name.LocalName == "text")
            .Select(element => element.Value)];
        Assert.Superset(new HashSet<string> { "one", "<digit>", "Loss & rate", "a < b", "epoch" }, texts.ToHashSet());
        var images = picture.Descendants().Where(element => element.Name.LocalName == "image").ToArray();
        Assert.All(images, element => Assert.Equal(
            (image, "40", "30.0"), ((string)element.Attribute("href")!, (string)element.Attribute("width")!,
                (string)element.Attribute("height")!)));
        Assert.Equal(2, images.Length);
    }

    [Fact]
    public void Experiments_without_a_run_are_not_in_the_gallery()
    {
        Assert.Equal(0, ExperimentGallery.Write(lab.Folder, lab.Folder, ExperimentRegistry.All));
        Assert.DoesNotContain("## ", File.ReadAllText(Path.Combine(lab.Folder, "README.md")));
    }

    [Fact]
    public void The_committed_gallery_has_every_experiment_but_the_long_ones_and_at_most_2_MiB_of_pictures()
    {
        var folder = Path.Combine(Repository.Root, "Tiny.Nn.Lab", "Experiments");
        var page = File.ReadAllText(Path.Combine(folder, "README.md"));
        Assert.All(ExperimentRegistry.All.Where(experiment => !experiment.IsLong),
            experiment => Assert.Contains($"\n## {experiment.Name}\n", page));
        var pictures = Directory.GetFiles(Path.Combine(folder, "pictures"));
        Assert.InRange(pictures.Sum(path => new FileInfo(path).Length), 1, MaximumBytes);
        Assert.All(pictures, path => Assert.Contains($"(pictures/{Path.GetFileName(path)})", page));
    }
}
